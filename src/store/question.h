// SPDX-License-Identifier: Apache-2.0
// How the questions of record.h are to be understood, in one place for all backends that ask step
// by step: which key a follow-up asks for, and which rows a tag filter lets through.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/record.h"

namespace cardea::store {

/// What `follow` asks for, given the first row of its source; nothing when that holds null.
std::optional<Key> followed_key(const Follow& follow, const Row& source);

/// Whether the row's `tags` are as the filter wants them.
bool passes(const TagFilter& filter, const Row& row);

/// Whether every field that is asked for is a look-up of its entity and every source comes earlier;
/// if not it is our own fault, and the error says which.
Status judge(const Find& question);
Status judge(const List& question);
/// Likewise whether rows of the entity can end at all.
Status judge(const ListEnded& question);

/// Answers the question in its order. `ask(Key)` gives the Result<Answer> for one key; all its
/// calls must see the same snapshot. The first failure ends it.
template <class Ask>
Result<std::vector<Answer>> answer_all(const Find& question, Ask ask) {
  std::vector<Answer> answers;
  std::vector<std::optional<std::size_t>> answer_of;  // by question
  const auto take = [&](const Key& key) -> Status {
    auto answer = ask(key);
    if (!answer) return fail(std::move(answer));
    answer_of.emplace_back(answers.size());
    answers.push_back(std::move(*answer));
    return {};
  };
  if (auto taken = take(question.first); !taken) return fail(std::move(taken));
  for (const Follow& follow : question.follow) {
    const auto source = answer_of[follow.source];
    const bool has_row = source && !answers[*source].rows.empty();
    const auto key = has_row ? followed_key(follow, answers[*source].rows.front()) : std::nullopt;
    if (!key) {
      answer_of.emplace_back();
      continue;
    }
    if (auto taken = take(*key); !taken) return fail(std::move(taken));
  }
  return answers;
}

}  // namespace cardea::store
