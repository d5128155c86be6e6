// SPDX-License-Identifier: Apache-2.0
// See readers.h. No more connections than threads are ever open.
#include "store/sqlite/readers.h"

namespace cardea::store::sqlite {
namespace {

constexpr std::size_t waiting_at_most = 1024;

}  // namespace

Readers::Readers(DataFile& file, unsigned threads)
    : file_(file),
      offload_(loop::OffloadOptions{
          .name = "store-reader", .threads = threads, .queue_limit = waiting_at_most}) {}

Result<Readers::Owned> Readers::borrow() {
  const auto file = file_.current();
  if (!file) return fail(file);
  Owned connection;
  {
    const std::scoped_lock guard(mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection && connection->file() == *file) return connection;
  auto opened = Connection::open(file_.path(), Connection::Use::read);
  if (!opened) return fail(std::move(opened));
  return std::make_unique<Connection>(std::move(*opened));
}

void Readers::give_back(Owned connection) {
  const std::scoped_lock guard(mutex_);
  idle_.push_back(std::move(connection));
}

void Readers::close_idle() {
  const std::scoped_lock guard(mutex_);
  idle_.clear();
}

}  // namespace cardea::store::sqlite
