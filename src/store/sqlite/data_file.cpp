// SPDX-License-Identifier: Apache-2.0
// Files and their names change under us only by an operator's hand; what is done here makes the two
// ways of restoring a backup (copying over the file, moving another to its place) both safe.
#include "store/sqlite/data_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace cardea::store::sqlite {
namespace {

Status make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail(Error::unavailable(
      fmt::format(
          "the data directory {} cannot be made ({}). Make it, or name another, and give it "
          "to the user that runs Cardea",
          path, ::strerror(errno)),
      Origin::store));
}

Error not_a_file(const std::string& path, const char* why) {
  return Error::unavailable(
      fmt::format(
          "{} cannot be the datastore ({}). It must be a regular file, or not exist yet, in "
          "a directory that this user may read and write",
          path, why),
      Origin::store);
}

}  // namespace

Status DataFile::make(const std::string& directory, const std::string& path) {
  if (auto made = make_directory(directory); !made) return made;
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISREG(status.st_mode)) return {};
    return fail(
        not_a_file(path, S_ISDIR(status.st_mode) ? "it is a directory" : "no regular file"));
  }
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(not_a_file(path, ::strerror(errno)));
  ::close(descriptor);
  return {};
}

DataFile::DataFile(std::string path) : path_(std::move(path)), file_(identify(path_)) {}

Result<FileIdentity> DataFile::current() {
  const auto now = identify(path_);
  if (!now) {
    return fail(Error::unavailable(
        fmt::format("{} is gone ({}) while Cardea is using it. Put it or a backup back; nothing is "
                    "written until then",
                    path_, ::strerror(errno)),
        Origin::store));
  }
  const std::scoped_lock guard(mutex_);
  if (now == file_) return *now;
  const std::string log = path_ + "-wal";
  if (log_ && identify(log) == log_) {
    ::rename(log.c_str(), (log + ".of-replaced-file").c_str());
    ::unlink((path_ + "-shm").c_str());
  }
  log_.reset();
  file_ = now;
  return *now;
}

void DataFile::note_log() {
  const auto log = identify(path_ + "-wal");
  const std::scoped_lock guard(mutex_);
  log_ = log;
}

}  // namespace cardea::store::sqlite
