/* Preloaded into a program: writes down what it does to the files under $RECORD_ROOT, so that a power cut can be
   replayed. One record is one line (operation, inode, offset, length, path), after a W the bytes themselves.
   W write, T truncate, S file synced, D folder synced, R renamed (two records), U removed, M folder made. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

static int inside(const char *path) {
  const char *root = getenv("RECORD_ROOT");
  return root && !strncmp(path, root, strlen(root));
}

static int path_of(int fd, char *out) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, out, 4095);
  if (n < 0) return 0;
  out[n] = 0;
  return inside(out);
}

static void note(char what, long inode, long offset, const char *path, const void *data, long length) {
  static int log = -1;
  static ssize_t (*put)(int, const void *, size_t);
  if (!put) put = dlsym(RTLD_NEXT, "write");
  if (log < 0) log = open(getenv("RECORD_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char *record = malloc(length + 4300);
  int n = snprintf(record, 4300, "%c %ld %ld %ld %s\n", what, inode, offset, length, path);
  if (length) memcpy(record + n, data, length);
  put(log, record, n + length);
  free(record);
}

static void note_fd(int fd, char what, long offset, const void *data, long length) {
  char path[4096];
  struct stat found;
  if (path_of(fd, path) && !fstat(fd, &found)) note(S_ISDIR(found.st_mode) ? 'D' : what, found.st_ino, offset, path, data, length);
}

ssize_t write(int fd, const void *data, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  ssize_t done = real(fd, data, size);
  if (done > 0 && fd > 2) note_fd(fd, 'W', lseek(fd, 0, SEEK_CUR) - done, data, done);
  return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  ssize_t done = real(fd, data, size, offset);
  if (done > 0) note_fd(fd, 'W', offset, data, done);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

int ftruncate64(int fd, off64_t size) {
  REAL(int, "ftruncate64", int, off64_t);
  int done = real(fd, size);
  if (!done) note_fd(fd, 'T', size, 0, 0);
  return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
  REAL(int, "fsync", int);
  int done = real(fd);
  if (!done) note_fd(fd, 'S', 0, 0, 0);
  return done;
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  int done = real(fd);
  if (!done) note_fd(fd, 'S', 0, 0, 0);
  return done;
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  int done = real(from, to);
  if (!done && inside(to)) { note('R', 0, 0, from, 0, 0); note('R', 0, 1, to, 0, 0); }
  return done;
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int done = real(path);
  if (!done && inside(path)) note('U', 0, 0, path, 0, 0);
  return done;
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  int done = real(path, mode);
  if (!done && inside(path)) note('M', 0, 0, path, 0, 0);
  return done;
}
