// SPDX-License-Identifier: Apache-2.0
// A page whose commit is refused is read again, which leaves out the rows that were re-sealed or
// removed meanwhile; only a page of rows that never stand still could go on for ever, so tries are
// bounded.
#include "store/rotation.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/sealing.h"

namespace cardea::store {
namespace {

constexpr int tries_at_most = 20;

bool has_secrets(const schema::Entity& entity) {
  return std::ranges::any_of(entity.fields(), &schema::Field::secret);
}

std::string id_of(const Row& row) {
  return std::string(row.at("id").as_string());
}

/// The commit that re-seals what needs it on a page.
Result<Batch> reseal_page(const schema::Entity& entity, const Page& page,
                          const crypto::Keyring& keyring) {
  Batch batch;
  for (const Row& row : page.rows) {
    if (!needs_resealing(entity, row, keyring)) continue;
    Row changed = row;
    if (auto done = reseal_row(entity, changed, keyring); !done) return fail(std::move(done));
    batch.preconditions.push_back({.kind = Precondition::Kind::unchanged,
                                   .key = {.entity = &entity, .field = "id", .value = id_of(row)},
                                   .etag = etag(row)});
    batch.changes.push_back(
        {.op = Change::Op::update, .entity = &entity, .id = id_of(row), .row = std::move(changed)});
  }
  return batch;
}

/// Walks one entity.
class Walk {
 public:
  Walk(Store& store, const schema::Entity& entity, const crypto::Keyring& keyring, std::size_t page)
      : store_(store), entity_(entity), keyring_(keyring), page_(page) {}

  Task<Status> run(Rotation& rotation) {
    int tries = 0;
    for (bool more = true; more;) {
      List question{.entity = &entity_, .after = after_, .size = page_};
      const auto page = co_await store_.list(std::move(question));
      if (!page) co_return fail(page);
      const auto written = co_await write(*page);
      if (!written) co_return fail(written);
      if (!written->has_value() && ++tries < tries_at_most) continue;
      if (!written->has_value()) {
        co_return fail(Error::unavailable(
            fmt::format("rows of {} change all the time; run the rotation again when it is quieter",
                        entity_.name()),
            Origin::store));
      }
      tries = 0;
      rotation.seen += page->rows.size();
      rotation.resealed += **written;
      if (!page->rows.empty()) after_ = id_of(page->rows.back());
      more = page->more;
    }
    co_return Status();
  }

 private:
  /// How many rows were written; nothing when one of them changed meanwhile.
  Task<Result<std::optional<std::size_t>>> write(const Page& page) {
    auto batch = reseal_page(entity_, page, keyring_);
    if (!batch) co_return fail(std::move(batch));
    const std::size_t count = batch->changes.size();
    if (count == 0) co_return count;
    const auto outcome = co_await store_.commit(std::move(*batch));
    if (!outcome) co_return fail(outcome);
    if (std::holds_alternative<Violation>(*outcome)) co_return std::nullopt;
    co_return count;
  }

  Store& store_;
  const schema::Entity& entity_;
  const crypto::Keyring& keyring_;
  const std::size_t page_;
  std::optional<std::string> after_;
};

}  // namespace

Task<Result<Rotation>> reseal_all(Store& store, const schema::Catalog& catalog,
                                  const crypto::Keyring& keyring, std::size_t page) {
  Rotation rotation;
  for (const schema::Entity* const entity : catalog.entities()) {
    if (!has_secrets(*entity)) continue;
    Walk walk(store, *entity, keyring, page);
    const auto done = co_await walk.run(rotation);
    if (!done) co_return fail(done);
  }
  co_return rotation;
}

}  // namespace cardea::store
