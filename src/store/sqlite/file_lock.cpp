// SPDX-License-Identifier: Apache-2.0
// flock(2) with O_CLOEXEC: neither a child program nor a forked helper that executes one keeps it.
#include "store/sqlite/file_lock.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace cardea::store::sqlite {
namespace {

// What the holder wrote, up to the end of the first line. It may be empty for the instant between
// its lock and its line.
std::string read_holder(int descriptor) {
  std::array<char, 200> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
  if (got <= 0) return "another process";
  const std::string_view line(text.data(), static_cast<std::size_t>(got));
  return std::string(line.substr(0, line.find('\n')));
}

void write_holder(int descriptor, WallTime now) {
  const std::string line = fmt::format("process {} (started {:%Y-%m-%dT%H:%M:%SZ})\n", ::getpid(),
                                       fmt::gmtime(static_cast<std::time_t>(now.seconds())));
  // A lock without a name still locks, so a full disk is no reason to refuse.
  if (::ftruncate(descriptor, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, line.data(), line.size(), 0);
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path, WallTime now) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    return fail(Error::unavailable(
        fmt::format("the lock file {} cannot be opened ({}). Its directory must be writable for "
                    "this user",
                    path, ::strerror(errno)),
        Origin::store));
  }
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
    write_holder(descriptor, now);
    return lock;
  }
  if (errno != EWOULDBLOCK) {
    return fail(Error::unavailable(
        fmt::format("{} cannot be locked ({}). Keep the datastore on a local file system", path,
                    ::strerror(errno)),
        Origin::store));
  }
  return fail(Error::conflict(
      fmt::format("the datastore is in use by {}, which holds {}. Stop it first, or let it do the "
                  "work through its Admin API",
                  read_holder(descriptor), path),
      Origin::store));
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void FileLock::release() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace cardea::store::sqlite
