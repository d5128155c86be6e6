// SPDX-License-Identifier: Apache-2.0
// Writing goes through a file of another name in the same directory, synced before it is moved into
// place, and the directory is synced after: the order that survives a crash at any point.
#include "crypto/owned_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/uuid.h"

namespace cardea::crypto {
namespace {

Error failure(std::string_view what, const std::string& path, int code) {
  const std::string detail = fmt::format("{} {}: {}", what, path, std::strerror(code));
  if (code == ENOENT) return Error::absent(detail, Origin::self);
  if (code == EEXIST) return Error::conflict(detail, Origin::self);
  return Error::unavailable(detail, Origin::self);
}

Error failure(std::string_view what, const std::string& path) {
  return failure(what, path, errno);
}

Status write_all(int file, const std::string& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(failure("cannot write", path));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file) != 0) return fail(failure("cannot write to disk", path));
  return {};
}

// Makes the names in the file's directory last.
Status sync_directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.number()) != 0) {
    return fail(failure("cannot write to disk", directory));
  }
  return {};
}

// Writes the text under a name of its own beside `path`, on disk when this returns; the caller
// moves it into place. A crash in between leaves at most such a file.
Result<std::string> write_beside(const std::string& path, std::string_view text) {
  std::string beside = fmt::format("{}.{}.new", path, to_hex(random_bytes(8)));
  const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return fail(failure("cannot make", beside));
  // A umask may have taken bits from the mode; the owner's may not be among them.
  if (::fchmod(file.number(), 0600) != 0) return fail(failure("cannot set the mode of", beside));
  if (auto written = write_all(file.number(), beside, text); !written) {
    ::unlink(beside.c_str());
    return fail(std::move(written));
  }
  return beside;
}

Status check_owned(const struct stat& facts, const std::string& path) {
  if (!S_ISREG(facts.st_mode)) {
    return fail(Error::invalid(fmt::format("{} is not a regular file", path), Origin::self));
  }
  if (facts.st_uid != ::geteuid()) {
    return fail(Error::invalid(
        fmt::format("{} belongs to user {}, but this process runs as user {}: chown {} {}", path,
                    facts.st_uid, ::geteuid(), ::geteuid(), path),
        Origin::self));
  }
  if ((facts.st_mode & 0177U) != 0) {
    return fail(Error::invalid(
        fmt::format("{} has mode {:04o}, which lets others at it: chmod 600 {} (and, if others "
                    "could read it, rotate its keys)",
                    path, facts.st_mode & 07777U, path),
        Origin::self));
  }
  return {};
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Descriptor> open_owned(const std::string& path) {
  // Without O_NONBLOCK a named pipe in the place would hold us here for ever.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.is_open()) return fail(failure("cannot open", path));
  struct stat facts{};
  if (::fstat(file.number(), &facts) != 0) return fail(failure("cannot look at", path));
  if (auto owned = check_owned(facts, path); !owned) return fail(std::move(owned));
  return file;
}

Result<Secret> read_all(const Descriptor& file, const std::string& path, std::size_t limit) {
  std::string text(limit + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count =
        ::pread(file.number(), text.data() + size, text.size() - size, static_cast<off_t>(size));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(failure("cannot read", path));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  const Secret wiped(std::move(text));
  if (size > limit) {
    return fail(
        Error::invalid(fmt::format("{} has more than {} bytes", path, limit), Origin::self));
  }
  return Secret(std::string(wiped.reveal().substr(0, size)));
}

Status write_new(const std::string& path, std::string_view text) {
  const auto beside = write_beside(path, text);
  if (!beside) return fail(beside);
  // Unlike rename, link never replaces a file that is there.
  const int problem = ::link(beside->c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(beside->c_str());
  if (problem != 0) return fail(failure("cannot make", path, problem));
  return sync_directory_of(path);
}

Status replace(const std::string& path, std::string_view text) {
  const auto beside = write_beside(path, text);
  if (!beside) return fail(beside);
  if (::rename(beside->c_str(), path.c_str()) != 0) {
    const int problem = errno;
    ::unlink(beside->c_str());
    return fail(failure("cannot replace", path, problem));
  }
  return sync_directory_of(path);
}

}  // namespace cardea::crypto
