/*
 * Starts a program in a strange condition: `starter INSTRUCTION… exec FILE ARG0 ARGUMENT…`, where FILE and arguments are
 * bytes in hex. Neither a shell nor Node is between this and the program, whose child it is.
 *
 * On stdout it says one thing a line: `child PID`; `is FD DEVICE:INODE` for what the program is given; `ended exited N`
 * or `ended signaled N`; `tty HEX` for what comes from the terminal; and `gone` when no process is left of all that the
 * program has started: it is their subreaper. From stdin it takes `type HEX` and `hangup` for the terminal; at its end it
 * kills the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Above what a program may be given: where the child speaks to whoever listens to us, and the end of the terminal. */
enum { SAY = 900, MASTER = 901, FIRST_OF_OURS = 100 };

static void fail(const char *what) {
  dprintf(SAY, "failed %s: %s\n", what, strerror(errno));
  _exit(125);
}

/* Bytes of hex digits. They may have any value but 0, which ends them. */
static char *bytes(const char *hex) {
  size_t length = strlen(hex) / 2;
  char *made = calloc(length + 1, 1);
  for (size_t nth = 0; nth < length; nth++) {
    unsigned value = 0;
    sscanf(hex + 2 * nth, "%2x", &value);
    made[nth] = (char)value;
  }
  return made;
}

static void put_at(int fd, int wanted) {
  if (fd < 0) fail("open");
  if (fd == wanted) return;
  if (dup2(fd, wanted) < 0) fail("dup2");
  close(fd);
}

#include "pipes.h"

static void take_terminal(const char *name) {
  if (setsid() < 0) fail("setsid");
  int terminal = open(name, O_RDWR);
  if (terminal < 0) fail(name);
  for (int fd = 0; fd < 3; fd++) dup2(terminal, fd);
  if (terminal > 2) close(terminal);
}

static void set_limit(int resource, rlim_t soft, int is_hard) {
  struct rlimit limit;
  getrlimit(resource, &limit);
  limit.rlim_cur = soft;
  if (is_hard) limit.rlim_max = soft;
  if (setrlimit(resource, &limit) < 0) fail("limit");
}

/* Carries out the instructions, and becomes the program. */
static void become(char **words, const char *terminal) {
  static char *environment[4096], *arguments[1 << 15];
  int variables = 0, count = 0, more = 0, length = 0;
  sigset_t mask;
  sigemptyset(&mask);
  for (; *words != NULL; words++) {
    const char *word = *words;
    long number = words[1] == NULL ? 0 : strtol(words[1], NULL, 0);
    if (strcmp(word, "exec") == 0) break;
    if (strcmp(word, "ignore") == 0) signal((int)number, SIG_IGN);
    else if (strcmp(word, "block") == 0) sigaddset(&mask, (int)number);
    else if (strcmp(word, "close") == 0) close((int)number);
    else if (strcmp(word, "env") == 0) environment[variables++] = bytes(words[1]);
    else if (strcmp(word, "umask") == 0) umask((mode_t)number);
    else if (strcmp(word, "nice") == 0) setpriority(PRIO_PROCESS, 0, (int)number);
    else if (strcmp(word, "oom") == 0) {
      int file = open("/proc/self/oom_score_adj", O_WRONLY);
      if (write(file, words[1], strlen(words[1])) < 0) fail("oom_score_adj");
      close(file);
    } else if (strcmp(word, "cpu") == 0) {
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(number, &one);
      if (sched_setaffinity(0, sizeof one, &one) < 0) fail("affinity");
    } else if (strcmp(word, "batch") == 0) {
      struct sched_param none = {0};
      if (sched_setscheduler(0, SCHED_BATCH, &none) < 0) fail("policy");
      words--;
    } else if (strcmp(word, "slack") == 0) prctl(PR_SET_TIMERSLACK, number);
    else if (strcmp(word, "chdir") == 0) {
      if (chdir(words[1]) < 0) fail(words[1]);
    } else if (strcmp(word, "mkdir") == 0) mkdir(words[1], 0777);
    else if (strcmp(word, "rmdir") == 0) {
      if (rmdir(words[1]) < 0) fail(words[1]);
    } else if (strcmp(word, "nonblock") == 0) fcntl((int)number, F_SETFL, fcntl((int)number, F_GETFL) | O_NONBLOCK);
    else if (strcmp(word, "terminal") == 0) {
      take_terminal(terminal);
      words--;
    } else if (strcmp(word, "group") == 0) {
      setpgid(0, 0);
      words--;
    } else if (strcmp(word, "session") == 0) {
      setsid();
      words--;
    } else if (strcmp(word, "newprivs") == 0) {
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      words--;
    } else if (strcmp(word, "personality") == 0) personality((unsigned long)number);
    else if (strcmp(word, "ioprio") == 0) {
      if (syscall(SYS_ioprio_set, 1, 0, (int)number) < 0) fail("ioprio");
    } else if (strcmp(word, "user") == 0) {
      gid_t groups[] = {(gid_t)number, (gid_t)number + 1};
      if (setgroups(2, groups) < 0 || setgid((gid_t)number) < 0 || setuid((uid_t)number) < 0) fail("user");
    } else if (strcmp(word, "fill") == 0) {
      /* More than our own command line holds. */
      more = (int)number;
      length = atoi(words[2]);
      words++;
    } else if (strcmp(word, "stuck") == 0) {
      put_stuck_at((int)number);
    } else if (strcmp(word, "socket") == 0) {
      int ends[2];
      if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) fail("socketpair");
      put_at(ends[0], (int)number);
      fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    } else if (strcmp(word, "copy") == 0) {
      dup2((int)number, atoi(words[2]));
      words++;
    } else if (strcmp(word, "open") == 0) {
      put_at(open(words[3], (int)strtol(words[2], NULL, 0), 0666), (int)number);
      words += 2;
    } else if (strcmp(word, "seek") == 0) {
      lseek((int)number, atol(words[2]), SEEK_SET);
      words++;
    } else if (strcmp(word, "from") == 0 || strcmp(word, "into") == 0) {
      put_pipe_at((int)number, words[2], strcmp(word, "from") == 0);
      words++;
    } else if (strcmp(word, "soft") == 0 || strcmp(word, "hard") == 0) {
      set_limit((int)number, strtoul(words[2], NULL, 0), strcmp(word, "hard") == 0);
      words++;
    } else fail(word);
    words++;
  }
  if (*words == NULL) fail("exec is missing");
  for (int fd = 0; fd < FIRST_OF_OURS; fd++) {
    struct stat is;
    if (fstat(fd, &is) == 0) dprintf(SAY, "is %d %lx:%lu\n", fd, (unsigned long)is.st_dev, (unsigned long)is.st_ino);
  }
  dprintf(SAY, "child %d group %d session %d\n", getpid(), getpgrp(), getsid(0));
  char *file = bytes(words[1]);
  for (char **argument = words + 2; *argument != NULL; argument++) arguments[count++] = bytes(*argument);
  while (more-- > 0) arguments[count++] = memset(calloc(length + 1, 1), 'x', length);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  execve(file, arguments, environment);
  fail(file);
}

/* A line from whoever has started us, who types, or closes the window. */
static void obey(char *line) {
  if (strncmp(line, "type ", 5) == 0) {
    char *typed = bytes(line + 5);
    if (write(MASTER, typed, strlen(typed)) < 0) dprintf(SAY, "failed type: %s\n", strerror(errno));
  }
  if (strcmp(line, "hangup") == 0) close(MASTER);
}

/* Says what the terminal shows. */
static ssize_t show(void) {
  unsigned char shown[256];
  ssize_t more = read(MASTER, shown, sizeof shown);
  if (more > 0) {
    dprintf(SAY, "tty ");
    for (ssize_t nth = 0; nth < more; nth++) dprintf(SAY, "%02x", shown[nth]);
    dprintf(SAY, "\n");
  }
  return more;
}

/* Reaps whatever has ended. */
static void reap(pid_t child) {
  for (;;) {
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid == 0) return;
    if (pid < 0) {
      /* What was written last may not have been read. */
      fcntl(MASTER, F_SETFL, O_NONBLOCK);
      while (show() > 0) continue;
      dprintf(SAY, "gone\n");
      exit(0);
    }
    if (pid != child) continue;
    if (WIFEXITED(status)) dprintf(SAY, "ended exited %d\n", WEXITSTATUS(status));
    else dprintf(SAY, "ended signaled %d\n", WTERMSIG(status));
  }
}

int main(int argc, char **argv) {
  (void)argc;
  dup3(1, SAY, O_CLOEXEC);
  int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0) fail("terminal");
  dup3(terminal, MASTER, O_CLOEXEC);
  close(terminal);
  char name[64];
  ptsname_r(MASTER, name, sizeof name);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t ends, none;
  sigemptyset(&none);
  sigemptyset(&ends);
  sigaddset(&ends, SIGCHLD);
  sigprocmask(SIG_SETMASK, &ends, NULL);
  pid_t child = fork();
  if (child == 0) {
    /* As a login leaves it: nothing ignored, nothing blocked, nothing open. */
    for (int number = 1; number <= 64; number++) signal(number, SIG_DFL);
    syscall(SYS_close_range, 0, SAY - 1, 0);
    become(argv + 1, name);
  }
  int signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
  static char input[1 << 16];
  size_t length = 0;
  struct pollfd from[] = {{0, POLLIN, 0}, {signals, POLLIN, 0}, {MASTER, POLLIN, 0}};
  for (;;) {
    poll(from, 3, -1);
    if (from[1].revents != 0) {
      struct signalfd_siginfo info;
      while (read(signals, &info, sizeof info) > 0) continue;
      reap(child);
    }
    if (from[0].revents != 0) {
      ssize_t more = read(0, input + length, sizeof input - length - 1);
      if (more <= 0) {
        /* Whoever has started us is gone, or has enough. */
        kill(-child, SIGKILL);
        kill(child, SIGKILL);
        exit(1);
      }
      length += more;
      input[length] = '\0';
      for (char *end; (end = strchr(input, '\n')) != NULL;) {
        *end = '\0';
        if (strcmp(input, "hangup") == 0) from[2].fd = -1;
        obey(input);
        length -= end + 1 - input;
        memmove(input, end + 1, length + 1);
      }
    }
    if (from[2].fd >= 0 && from[2].revents != 0) {
      /* Nobody has it open any more. */
      if (show() < 0) from[2].fd = -1;
    }
  }
}
