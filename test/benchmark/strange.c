/*
 * A benchmark that says how it was started: `strange REPORT [ACT ARGUMENT]…`.
 *
 * First it appends one fact a line to the file REPORT, between `begin PID` and `facts end`; bytes that do not print are
 * \xHH. Then it acts (acts.h). C, because interpreters change what they find: Node resets signal dispositions and opens
 * descriptors, Python ignores SIGPIPE.
 *
 * REPORT is left out of argv, so that two prints differ only where the starts did.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;

/* Facts are put together here and written at once, when all have been read: the report's own descriptor is none. */
static char facts[8 << 20];
static size_t filled;

static void say(const char *format, ...) {
  va_list values;
  va_start(values, format);
  filled += vsnprintf(facts + filled, sizeof facts - filled, format, values);
  va_end(values);
}

/* A line of a name and bytes. */
static void say_bytes(const char *name, const char *bytes) {
  say("%s ", name);
  for (const unsigned char *at = (const unsigned char *)bytes; *at; at++) {
    if (*at > 0x20 && *at < 0x7f && *at != '\\') say("%c", *at);
    else say("\\x%02x", *at);
  }
  say("\n");
}

static const char *report_path;

/* Appends to the report: it has as many beginnings as the program was started. */
static void write_report(void) {
  int file = open(report_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0 || write(file, facts, filled) != (ssize_t)filled) _exit(99);
  close(file);
  filled = 0;
}

#include "acts.h"

/* Some lines of /proc/self/FILE: those that begin with one of the names; all without names. */
static void say_proc(const char *file, const char *const names[]) {
  char path[64], line[4096];
  snprintf(path, sizeof path, "/proc/self/%s", file);
  FILE *stream = fopen(path, "re");
  if (stream == NULL) {
    say("%s: %s\n", file, strerror(errno));
    return;
  }
  while (fgets(line, sizeof line, stream) != NULL) {
    int wanted = names == NULL;
    for (int nth = 0; names != NULL && names[nth] != NULL; nth++) {
      wanted |= strncmp(line, names[nth], strlen(names[nth])) == 0;
    }
    line[strcspn(line, "\n")] = '\0';
    if (wanted) say("%s: %s\n", file, line);
  }
  fclose(stream);
}

static void say_descriptors(void) {
  for (int fd = 0; fd < 20000; fd++) {
    struct stat is;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fstat(fd, &is) < 0) {
      if (fd < 64) say("fd %d closed\n", fd);
      continue;
    }
    /* Where two starts use the same file, its offset is theirs; pipes and terminals have none. */
    say("fd %d type %o flags %o cloexec %d offset %ld is %lx:%lu\n", fd, is.st_mode & S_IFMT, flags, fcntl(fd, F_GETFD),
        (long)lseek(fd, 0, SEEK_CUR), (unsigned long)is.st_dev, (unsigned long)is.st_ino);
  }
}

static void say_terminal(void) {
  say("isatty %d %d %d\n", isatty(0), isatty(1), isatty(2));
  struct termios modes;
  struct winsize size;
  if (tcgetattr(0, &modes) == 0 && ioctl(0, TIOCGWINSZ, &size) == 0) {
    say("terminal %o %o %o %o %dx%d\n", modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag, size.ws_row,
        size.ws_col);
  }
  /* A controlling terminal can be there without being a standard stream. */
  int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  say("controlling terminal %s\n", tty < 0 ? "none" : tcgetpgrp(tty) == getpgrp() ? "in front" : "behind");
  if (tty >= 0) close(tty);
}

static void say_signals(void) {
  for (int number = 1; number <= 64; number++) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) != 0 || now.sa_handler == SIG_DFL) continue;
    say("signal %d %s\n", number, now.sa_handler == SIG_IGN ? "ignored" : "caught");
  }
}

static void say_ids(void) {
  uid_t uid, euid, suid;
  gid_t gid, egid, sgid, groups[64];
  getresuid(&uid, &euid, &suid);
  getresgid(&gid, &egid, &sgid);
  say("uid %d %d %d gid %d %d %d groups", uid, euid, suid, gid, egid, sgid);
  int count = getgroups(64, groups);
  for (int nth = 0; nth < count; nth++) say(" %d", groups[nth]);
  say("\npgid %d\nsid %d\n", getpgrp(), getsid(0));
  /* What was not forked by us must not be ours to wait for. */
  say("children %s\n", waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD ? "none" : "some");
}

static void say_scheduling(void) {
  struct sched_param scheduling = {0};
  cpu_set_t cpus;
  sched_getparam(0, &scheduling);
  sched_getaffinity(0, sizeof cpus, &cpus);
  say("nice %d policy %d priority %d ioprio %ld cpus", getpriority(PRIO_PROCESS, 0), sched_getscheduler(0),
      scheduling.sched_priority, syscall(SYS_ioprio_get, 1, 0));
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (CPU_ISSET(cpu, &cpus)) say(" %d", cpu);
  }
  int death = 0;
  prctl(PR_GET_PDEATHSIG, &death);
  say("\ndumpable %d pdeathsig %d securebits %d subreaper", prctl(PR_GET_DUMPABLE), death, prctl(PR_GET_SECUREBITS));
  int reaps = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &reaps);
  say(" %d slack %d thp %d personality %x\n", reaps, prctl(PR_GET_TIMERSLACK), prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0),
      personality(0xffffffff));
}

int main(int argc, char **argv) {
  if (argc < 2) return 98;
  report_path = argv[1];
  say("begin %d\nargc %d\n", getpid(), argc);
  for (int nth = 0; nth < argc; nth++) {
    if (nth != 1) say_bytes("argv", argv[nth]);
  }
  say_bytes("executed", (const char *)getauxval(AT_EXECFN));
  for (char **variable = environ; *variable != NULL; variable++) say_bytes("env", *variable);
  /* Descriptors before all that opens some, and dispositions before all that may change them. */
  say_descriptors();
  say_signals();
  static const char *const status[] = {"Umask:", "SigPnd",     "ShdPnd",  "SigBlk", "SigIgn", "SigCgt", "CapInh",
                                       "CapPrm",  "CapEff",  "CapBnd",     "CapAmb",  "NoNewPrivs", "Seccomp:", NULL};
  say_proc("status", status);
  static const char *const all[] = {"", NULL};
  const char *const files[] = {"oom_score_adj", "coredump_filter", "cgroup", "loginuid", "timerslack_ns"};
  for (size_t nth = 0; nth < sizeof files / sizeof *files; nth++) say_proc(files[nth], all);
  char path[4096];
  if (getcwd(path, sizeof path) != NULL) say_bytes("cwd", path);
  else say("cwd: %s\n", strerror(errno));
  static const char *const links[] = {"cwd", "root", "ns/mnt", "ns/net", "ns/pid", "ns/uts", "ns/user", "ns/ipc"};
  for (size_t nth = 0; nth < sizeof links / sizeof *links; nth++) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/%s", links[nth]);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    say_bytes(links[nth], path);
  }
  say_ids();
  say_terminal();
  for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
    struct rlimit limit;
    getrlimit(resource, &limit);
    say("limit %d soft %lu hard %lu\n", resource, (unsigned long)limit.rlim_cur, (unsigned long)limit.rlim_max);
  }
  say_scheduling();
  say("facts end\n");
  write_report();
  return act(argv + 2);
}
