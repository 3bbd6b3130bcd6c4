/* What the strange program does when it has said how it was started. */

/* Every signal that is not ignored is said in a line of its own, with where it came from; `last` ends the program. */
static sigset_t all_signals;

static void keep_for_us(int number) { (void)number; }

static void wait_for_signals(int last, int code) {
  sigfillset(&all_signals);
  /* Those that are ignored stay ignored: a blocked one would wait for us all the same. */
  for (int number = 1; number <= 64; number++) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN) sigdelset(&all_signals, number);
  }
  sigprocmask(SIG_BLOCK, &all_signals, NULL);
  /* What is ignored by default, such as SIGWINCH, is only kept for us if there is a handler. */
  struct sigaction keep = {.sa_handler = keep_for_us};
  for (int number = 1; number <= 64; number++) {
    if (sigismember(&all_signals, number)) sigaction(number, &keep, NULL);
  }
  say("ready\n");
  write_report();
  for (;;) {
    siginfo_t info;
    int number = sigwaitinfo(&all_signals, &info);
    if (number < 0) continue;
    say("got %d code %d pid %d\n", number, info.si_code, info.si_pid);
    write_report();
    if (number == last) exit(code);
  }
}

/* Dies of a signal as a program does that knows nothing of it. */
static void die_of(int number) {
  sigset_t none;
  sigemptyset(&none);
  signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  raise(number);
}

/* Reads stdin to its end, or so many bytes, and says them; how many, and a sum that knows their order. */
static void read_input(long most, int copies) {
  static char buffer[1 << 16];
  unsigned long count = 0, sum = 0;
  while (most < 0 || (long)count < most) {
    size_t wanted = most < 0 || most - (long)count > (long)sizeof buffer ? sizeof buffer : (size_t)(most - count);
    ssize_t length = read(0, buffer, wanted);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
      usleep(1000);
      continue;
    }
    if (length < 0) say("read: %s\n", strerror(errno));
    if (length <= 0) break;
    for (ssize_t nth = 0; nth < length; nth++) sum = (sum * 31 + (unsigned char)buffer[nth]) & 0xffffffff;
    count += length;
    for (ssize_t done = 0; copies && done < length;) {
      ssize_t written = write(1, buffer + done, length - done);
      if (written < 0 && errno != EAGAIN && errno != EINTR) break;
      if (written > 0) done += written;
    }
  }
  say("read %lu sum %lu\n", count, sum);
  write_report();
}

static void say_flags(void) {
  for (int fd = 0; fd < 3; fd++) say("flags %d %o\n", fd, fcntl(fd, F_GETFL));
  write_report();
}

/* Does what the words say, one after the other; what it does not know it takes for an argument that means nothing. */
static int act(char **words) {
  for (; *words != NULL; words++) {
    const char *word = *words;
    long number = words[1] == NULL ? 0 : atol(words[1]);
    if (strcmp(word, "exit") == 0) return (int)number;
    if (strcmp(word, "die") == 0) die_of((int)number);
    if (strcmp(word, "ignore") == 0) signal((int)number, SIG_IGN);
    if (strcmp(word, "sleep") == 0) usleep((useconds_t)number * 1000);
    if (strcmp(word, "signals") == 0) wait_for_signals((int)number, 7);
    if (strcmp(word, "copy") == 0) read_input(-1, 1);
    if (strcmp(word, "read") == 0) read_input(number, 0);
    if (strcmp(word, "flags") == 0) say_flags();
    if (strcmp(word, "ready") == 0) {
      say("ready\n");
      write_report();
    }
  }
  return 0;
}
