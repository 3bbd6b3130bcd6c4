/* Pipes of a program that is started, with processes at their other ends. */

/* Whether this is the process that is to see to the other end of a pipe, and then ends. */
static int is_helper(int keep, int keep_too) {
  pid_t helper = fork();
  if (helper != 0) {
    waitpid(helper, NULL, 0);
    return 0;
  }
  /* Neither one of the program's group, which is sent signals, nor a child of what is not its parent. */
  setsid();
  if (fork() != 0) _exit(0);
  for (int fd = 0; fd < FIRST_OF_OURS; fd++) {
    if (fd != keep && fd != keep_too) close(fd);
  }
  close(SAY);
  close(MASTER);
  return 1;
}

/* A pipe whose other end is a process that copies a file into it, or what comes out into a file. */
static void put_pipe_at(int wanted, const char *path, int is_input) {
  int ends[2];
  if (pipe(ends) < 0) fail("pipe");
  int theirs = is_input ? 0 : 1;
  int file = open(path, is_input ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0666);
  int from = is_input ? file : ends[0], to = is_input ? ends[1] : file;
  if (is_helper(from, to)) {
    char buffer[4096];
    for (ssize_t length; (length = read(from, buffer, sizeof buffer)) > 0;) {
      for (ssize_t done = 0, written; done < length; done += written) {
        written = write(to, buffer + done, length - done);
        if (written < 0) _exit(1);
      }
    }
    _exit(0);
  }
  close(file);
  close(ends[1 - theirs]);
  put_at(ends[theirs], wanted);
}

/* A pipe that is full, and that nobody empties. */
static void put_stuck_at(int wanted) {
  int ends[2];
  char page[4096] = {0};
  if (pipe2(ends, O_NONBLOCK) < 0) fail("pipe");
  while (write(ends[1], page, sizeof page) > 0) continue;
  fcntl(ends[1], F_SETFL, 0);
  if (is_helper(ends[0], -1)) {
    /* Until nobody has it open for writing. */
    struct pollfd hangup = {ends[0], 0, 0};
    poll(&hangup, 1, -1);
    _exit(0);
  }
  close(ends[0]);
  put_at(ends[1], wanted);
}
