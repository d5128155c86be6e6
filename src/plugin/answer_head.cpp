// SPDX-License-Identifier: Apache-2.0
// Heads are short and few plugins change them: names are searched for.
#include "plugin/answer_head.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/hop_by_hop.h"
#include "http/list.h"

namespace cardea::plugin {
namespace {

bool is_named(const http::Field& field, http::FieldName id, std::string_view name) {
  if (id != http::FieldName::other || field.id != http::FieldName::other) return field.id == id;
  return http::equals_ignoring_case(field.name, name);
}

}  // namespace

void AnswerHead::begin(std::uint16_t status, const http::Fields& upstream) {
  status_ = status;
  upstream_ = &upstream;
  dropped_ = {};
  own_.clear();
}

void AnswerHead::begin(std::uint16_t status, std::span<const http::Field> own) {
  status_ = status;
  upstream_ = nullptr;
  dropped_ = {};
  own_.assign(own.begin(), own.end());
}

// The first field for which `is_wanted` holds, as things stand.
template <class Wanted>
const http::Field* AnswerHead::first(Wanted is_wanted) const {
  if (upstream_ != nullptr) {
    for (const http::Field& field : *upstream_) {
      const auto place = static_cast<std::size_t>(&field - upstream_->begin());
      if (!dropped_.contains(place) && is_wanted(field)) return &field;
    }
  }
  const auto found = std::ranges::find_if(own_, is_wanted);
  return found == own_.end() ? nullptr : &*found;
}

const http::Field* AnswerHead::find(std::string_view name) const {
  const auto id = http::identify(name);
  return first([&](const http::Field& field) { return is_named(field, id, name); });
}

bool AnswerHead::has_member(std::string_view name, std::string_view member) const {
  const auto id = http::identify(name);
  const auto lists = [&](const http::Field& field) {
    return is_named(field, id, name) && http::has_member(field.value, member);
  };
  return first(lists) != nullptr;
}

void AnswerHead::set(std::string_view name, std::string_view value) {
  drop(name);
  add(name, value);
}

void AnswerHead::add(std::string_view name, std::string_view value) {
  const auto id = http::identify(name);
  if (!http::is_of_the_hop(id)) own_.push_back({name, value, id});
}

void AnswerHead::drop(std::string_view name) {
  const auto id = http::identify(name);
  if (http::is_of_the_hop(id)) return;
  if (upstream_ != nullptr) {
    for (const http::Field& field : *upstream_) {
      if (is_named(field, id, name)) dropped_.insert(*upstream_, field);
    }
  }
  std::erase_if(own_, [&](const http::Field& field) { return is_named(field, id, name); });
}

}  // namespace cardea::plugin
