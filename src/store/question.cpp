// SPDX-License-Identifier: Apache-2.0
// What a question means where SQL does not say it by itself, and the check that it was put rightly:
// a wrong question is a fault of our own and must not reach a backend, which may end the process.
#include "store/question.h"

#include <fmt/format.h>

#include <algorithm>

namespace cardea::store {
namespace {

Status judge_lookup(const schema::Entity* entity, const std::string& field) {
  if (entity == nullptr) return fail(Error::internal("a question to the store without an entity"));
  if (entity->is_lookup(field)) return {};
  return fail(Error::internal(fmt::format("{}.{} is no look-up, so the store cannot be asked by it",
                                          entity->name(), field)));
}

}  // namespace

std::optional<Key> followed_key(const Follow& follow, const Row& source) {
  auto value = schema::Entity::lookup_value(source, follow.source_field);
  if (!value) return std::nullopt;
  return Key{.entity = follow.entity, .field = follow.field, .value = std::move(*value)};
}

bool passes(const TagFilter& filter, const Row& row) {
  const json::Value* const tags = row.if_contains("tags");
  const json::Array* const list = tags == nullptr ? nullptr : tags->if_array();
  if (list == nullptr) return filter.tags.empty();
  const auto carries = [&](const std::string& tag) {
    return std::ranges::any_of(*list, [&](const json::Value& one) {
      return one.is_string() && std::string_view(one.get_string()) == tag;
    });
  };
  return filter.all ? std::ranges::all_of(filter.tags, carries)
                    : std::ranges::any_of(filter.tags, carries);
}

Status judge(const Find& question) {
  auto judged = judge_lookup(question.first.entity, question.first.field);
  for (std::size_t i = 0; judged && i < question.follow.size(); ++i) {
    const Follow& follow = question.follow[i];
    if (follow.source > i) {
      return fail(Error::internal("a question to the store follows one that comes later"));
    }
    judged = judge_lookup(follow.entity, follow.field);
  }
  return judged;
}

Status judge(const List& question) {
  if (question.entity == nullptr || question.size == 0) {
    return fail(Error::internal("a page of the store without entity or size"));
  }
  if (!question.within) return {};
  return judge_lookup(question.entity, question.within->field);
}

Status judge(const ListEnded& question) {
  const bool can_end = question.entity != nullptr && question.entity->expiry() != nullptr;
  if (can_end && question.size > 0) return {};
  return fail(Error::internal("a question to the store for ended rows of what cannot end"));
}

}  // namespace cardea::store
