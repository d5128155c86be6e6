// SPDX-License-Identifier: Apache-2.0
// Writing with a limit of time. Standard output is shared with other processes, so it must not be
// made non-blocking; instead poll(2) says when there is room, and at most PIPE_BUF bytes are
// written then, which a pipe with room takes without blocking (pipe(7)). Regular files take
// everything.
#include "observe/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

namespace cardea::observe {
namespace {

int open_descriptor(const std::string& path) {
  if (path == "stdout" || path == "/dev/stdout") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (path == "stderr" || path == "/dev/stderr") return ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

std::size_t piece_of(int descriptor) {
  struct stat facts{};
  const bool regular = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
  return regular ? std::size_t{1} << 20 : PIPE_BUF;
}

}  // namespace

Output::Output(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor), piece_(piece_of(descriptor)) {}

Output::Output(Output&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      piece_(other.piece_) {}

Output& Output::operator=(Output&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(piece_, other.piece_);
  return *this;
}

Output::~Output() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Output> Output::open(std::string path) {
  const int descriptor = open_descriptor(path);
  if (descriptor < 0) {
    return fail(Error::unavailable(
        fmt::format("cannot open log {}: {}", path, std::strerror(errno)), Origin::self));
  }
  return Output(std::move(path), descriptor);
}

Status Output::reopen() {
  auto fresh = open(path_);
  if (!fresh) return fail(std::move(fresh));
  *this = std::move(*fresh);
  return {};
}

bool Output::await_room(Duration patience) const {
  pollfd waiting{descriptor_, POLLOUT, 0};
  const auto limit = std::chrono::ceil<std::chrono::milliseconds>(patience);
  return ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(0, limit.count()))) > 0;
}

Result<std::size_t> Output::write(std::string_view bytes, Duration patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::size_t done = 0;
  while (done < bytes.size()) {
    if (piece_ == PIPE_BUF && !await_room(deadline - std::chrono::steady_clock::now())) break;
    const std::string_view next = bytes.substr(done, piece_);
    const ssize_t count = ::write(descriptor_, next.data(), next.size());
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      if (!await_room(deadline - std::chrono::steady_clock::now())) break;
    } else if (errno != EINTR) {
      if (done > 0) break;
      return fail(Error::unavailable(
          fmt::format("cannot write log {}: {}", path_, std::strerror(errno)), Origin::self));
    }
  }
  return done;
}

}  // namespace cardea::observe
