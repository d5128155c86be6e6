// SPDX-License-Identifier: Apache-2.0
// One sentence a kind of fault. SQLite lumps together what an operator must tell apart (a quota, a
// file size limit, a full disk), and by the time it reports, errno may be gone; so when a write
// failed, the file system and the limits of this process are asked as well.
#include "store/sqlite/failure.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace cardea::store::sqlite {
namespace {

Error full(std::string_view path, std::string_view why) {
  return Error::unavailable(
      fmt::format("{} cannot grow: {}. Nothing was changed by the refused write; make room and "
                  "writes succeed again without a restart",
                  path, why),
      Origin::store);
}

// Why nothing more can be written there; null when there is room.
const char* lack_of_room(const std::string& path, int system) {
  if (system == EDQUOT) return "this user's disk quota is used up";
  rlimit limit{};
  constexpr rlim_t page_and_frame = 8192;
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    for (const char* suffix : {"", "-wal"}) {
      struct stat status{};
      if (::stat((path + suffix).c_str(), &status) != 0) continue;
      if (static_cast<rlim_t>(status.st_size) + page_and_frame > limit.rlim_cur) system = EFBIG;
    }
  }
  if (system == EFBIG) return "the file size limit of this process is reached";
  struct statvfs space{};
  const bool none_left = ::statvfs(path.c_str(), &space) == 0 && space.f_bavail == 0;
  return none_left || system == ENOSPC ? "its disk is full" : nullptr;
}

Error read_only(std::string_view path, int code) {
  const char* const what = code == SQLITE_READONLY_DBMOVED
                               ? "was moved or replaced while it was open"
                               : "or its directory is read-only for this user";
  return Error::unavailable(
      fmt::format("{} {}. Nothing was changed; check owner, mode and mount of the file, its -wal "
                  "and -shm companions and their directory",
                  path, what),
      Origin::store);
}

Error busy(std::string_view path) {
  return Error::unavailable(
      fmt::format("another process holds the write lock of {} for too long (an open transaction in "
                  "a sqlite3 shell?). Nothing was changed; finish it there",
                  path),
      Origin::store);
}

Error not_opened(std::string_view path, int system) {
  const char* const why = system == 0 ? "it is not a file that can be opened" : ::strerror(system);
  return Error::unavailable(
      fmt::format("{} cannot be opened ({}). It must be a regular file in a directory that this "
                  "user may read and write",
                  path, why),
      Origin::store);
}

}  // namespace

Error damaged(std::string_view path, std::string_view finding) {
  Error error = Error::unavailable(
      fmt::format(
          "{} is damaged or not a Cardea datastore ({}). Stop Cardea, move the file and its "
          "-wal and -shm companions away, put a backup in its place and start again; "
          "`sqlite3 FILE .recover` may save rows that no backup has",
          path, finding),
      Origin::store);
  error.retry = false;
  return error;
}

bool is_constraint(int code) {
  return (code & 0xff) == SQLITE_CONSTRAINT;
}

Error failure(sqlite3* db, int code, std::string_view path, std::string_view doing) {
  const int system = db == nullptr ? 0 : ::sqlite3_system_errno(db);
  const char* const message = db == nullptr ? ::sqlite3_errstr(code) : ::sqlite3_errmsg(db);
  const bool io = (code & 0xff) == SQLITE_IOERR;
  if (io || (code & 0xff) == SQLITE_FULL) {
    const char* const why = lack_of_room(std::string(path), system);
    if (why != nullptr) return full(path, why);
  }
  switch (code & 0xff) {
    case SQLITE_FULL:
      return full(path, "its disk is full");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return damaged(path, message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return read_only(path, code);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return busy(path);
    case SQLITE_CANTOPEN:
      return not_opened(path, system);
    default:
      break;
  }
  std::string text = fmt::format("{}: {} while {} (SQLite code {})", path, message, doing, code);
  if (system != 0) text += fmt::format(", {}", ::strerror(system));
  if (io || (code & 0xff) == SQLITE_NOMEM || (code & 0xff) == SQLITE_PROTOCOL) {
    return Error::unavailable(std::move(text), Origin::store);
  }
  return {ErrorKind::internal, Origin::store, std::move(text), false};
}

}  // namespace cardea::store::sqlite
