/*
 * What runs first in the single executable, before Node.js and the C library in it: it has no library itself. Node.js gives
 * signals their default dispositions, raises limits and marks descriptors as soon as it begins, and takes settings from
 * the environment before any program can have a say. So here
 * - `run`, `wrap`, `rank` and `doctor` become the shell script that bin/rankstat is, as they do where that is a file: what runs a benchmark
 *   has to know how it was started, and so has `doctor`;
 * - of anything else the variables that are for another Node.js are hidden: those of src/benchmark/node-variables.ts.
 * scripts/package/front.mjs compiles it; `entry`, `script` and `hidden` are what it puts in.
 */
typedef unsigned long word;

extern const char script[];
/* Names, each with its end, and an empty one last. */
extern const char hidden[];
/* Where Node.js begins. */
extern const word entry;

#ifdef __x86_64__
__asm__(".section .text.begin,\"ax\"\n"
        ".globl begin\n"
        "begin:\n"
        "  mov %rsp, %rdi\n"
        "  push %rdx\n" /* What the dynamic linker has to run at the end. */
        "  sub $8, %rsp\n"
        "  call front\n"
        "  add $8, %rsp\n"
        "  pop %rdx\n"
        "  jmp *%rax\n"
        ".text\n");
enum { SYS_EXECVE = 59, SYS_READLINKAT = 267, SYS_MEMFD_CREATE = 319 };

static long call(long number, long a, long b, long c, long d) {
  long result;
  register long fourth __asm__("r10") = d;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                   : "rcx", "r11", "memory");
  return result;
}
#else
__asm__(".section .text.begin,\"ax\"\n"
        ".globl begin\n"
        "begin:\n"
        "  mov x19, x0\n" /* What the dynamic linker has to run at the end. */
        "  mov x0, sp\n"
        "  bl front\n"
        "  mov x16, x0\n"
        "  mov x0, x19\n"
        "  br x16\n"
        ".text\n");
enum { SYS_EXECVE = 221, SYS_READLINKAT = 78, SYS_MEMFD_CREATE = 279 };

static long call(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
#endif

enum { AT_FDCWD_ = -100, MFD_CLOEXEC_ = 1, MFD_EXEC_ = 16, MOST_PATH = 4096 };

/* Where not even the script has room beside a command and its environment. */
static const char without[] =
    "echo 'rankstat: nothing is recorded, the benchmark runs all the same: there is no room for what starts it beside these "
    "arguments and this environment' >&2\n"
    "exec \"$@\"";

static int same(const char *a, const char *b) {
  while (*a != 0 && *a == *b) {
    a++;
    b++;
  }
  return *a == *b;
}

/* Whether NAME=VALUE is one of a list. */
static int is_hidden(const char *variable) {
  for (const char *name = hidden; *name != 0; name++) {
    const char *at = variable;
    while (*name != 0 && *name == *at) {
      name++;
      at++;
    }
    if (*name == 0 && *at == '=') return 1;
    while (*name != 0) name++;
  }
  return 0;
}

static void become(const char *text, const char *name, char **words, long count, char **env) {
  const char *all[count + 5];
  long length = 0;
  all[length++] = "sh";
  all[length++] = "-c";
  all[length++] = text;
  all[length++] = name;
  for (long nth = 0; nth < count; nth++) all[length++] = words[nth];
  all[length] = 0;
  call(SYS_EXECVE, (long)"/bin/sh", (long)all, (long)env, 0);
}

static void become_script(char **words, long count, char **env) {
  char self[MOST_PATH];
  long length = call(SYS_READLINKAT, AT_FDCWD_, (long)"/proc/self/exe", (long)self, MOST_PATH - 1);
  if (length <= 0) {
    /* Without a /proc the script says what is wrong. */
    become(script, "rankstat", words, count, env);
  } else {
    self[length] = 0;
    become(script, self, words, count, env);
  }
  if (same(words[0], "rank")) return;
  for (long nth = 0; nth + 1 < count; nth++)
    if (same(words[nth], "--")) become(without, "rankstat", words + nth + 1, count - nth - 1, env);
}

/* What the kernel has put on the stack: the number of arguments, they, and the environment. Gives where to go on. */
word front(word *stack) {
  long count = (long)stack[0];
  char **arguments = (char **)(stack + 1);
  char **env = arguments + count + 1;
  const char *first = count > 1 ? arguments[1] : "";
  if (same(first, "run") || same(first, "wrap") || same(first, "rank") || same(first, "doctor"))
    become_script(arguments + 1, count - 1, env);
  char **to = env;
  for (char **from = env; *from != 0; from++)
    if (!is_hidden(*from)) *to++ = *from;
  while (*to != 0) *to++ = 0;
  /* A file without a folder, for where nothing may be executed from any: src/system/single/unpacked-addon.ts looks for it
   * by this name. What runs a benchmark has the descriptors of that. Kernels before 6.3 do not know MFD_EXEC. */
  if (!same(first, "benchmark.cjs") &&
      call(SYS_MEMFD_CREATE, (long)"rankstat-addon", MFD_CLOEXEC_ | MFD_EXEC_, 0, 0) < 0)
    call(SYS_MEMFD_CREATE, (long)"rankstat-addon", MFD_CLOEXEC_, 0, 0);
  return entry;
}
