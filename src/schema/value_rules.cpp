// SPDX-License-Identifier: Apache-2.0
// Rules about numbers, lengths, words and lists, in Kong's words.
#include "schema/value_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/uuid.h"

namespace cardea::schema {
namespace {

using Fault = std::optional<std::string>;

json::Array as_array(const std::vector<std::string>& words) {
  json::Array array;
  for (const auto& word : words) array.emplace_back(boost::json::string_view(word));
  return array;
}

bool is_among(const json::Value& value, const std::vector<std::string>& words) {
  const auto* text = value.if_string();
  return text != nullptr && std::ranges::find(words, std::string_view(*text)) != words.end();
}

double as_number(const json::Value& value) {
  return value.is_number() ? value.to_number<double>() : 0;
}

std::int64_t length_of(const json::Value& value) {
  std::size_t length = 0;
  if (const auto* text = value.if_string()) length = text->size();
  if (const auto* array = value.if_array()) length = array->size();
  if (const auto* object = value.if_object()) length = object->size();
  return static_cast<std::int64_t>(length);
}

template <class Holds>
Check length_check(std::string word, std::int64_t length, const char* text, Holds holds) {
  return {
      .word = std::move(word), .argument = length, .fault = [=](const json::Value& value) -> Fault {
        if (holds(length_of(value), length)) return std::nullopt;
        return fmt::format("length must be {}{}", text, length);
      }};
}

}  // namespace

Check one_of(std::vector<std::string> words) {
  auto argument = as_array(words);
  return {.word = "one_of",
          .argument = std::move(argument),
          .fault = [words = std::move(words)](const json::Value& value) -> Fault {
            if (is_among(value, words)) return std::nullopt;
            return fmt::format("expected one of: {}", fmt::join(words, ", "));
          }};
}

Check one_of_numbers(std::vector<std::int64_t> numbers) {
  json::Array argument(numbers.begin(), numbers.end());
  return {.word = "one_of",
          .argument = std::move(argument),
          .fault = [numbers = std::move(numbers)](const json::Value& value) -> Fault {
            const auto same = [&](std::int64_t one) {
              return as_number(value) == static_cast<double>(one);
            };
            if (std::ranges::any_of(numbers, same)) return std::nullopt;
            return fmt::format("expected one of: {}", fmt::join(numbers, ", "));
          }};
}

Check none_of(std::vector<std::string> words) {
  auto argument = as_array(words);
  return {.word = "not_one_of",
          .argument = std::move(argument),
          .fault = [words = std::move(words)](const json::Value& value) -> Fault {
            if (!is_among(value, words)) return std::nullopt;
            return fmt::format("must not be one of: {}", fmt::join(words, ", "));
          }};
}

Check between(std::int64_t low, std::int64_t high) {
  return {.word = "between",
          .argument = json::Array{low, high},
          .fault = [=](const json::Value& value) -> Fault {
            const auto number = as_number(value);
            if (number >= static_cast<double>(low) && number <= static_cast<double>(high)) {
              return std::nullopt;
            }
            return fmt::format("value should be between {} and {}", low, high);
          }};
}

Check greater_than(std::int64_t limit) {
  return {.word = "gt", .argument = limit, .fault = [=](const json::Value& value) -> Fault {
            if (as_number(value) > static_cast<double>(limit)) return std::nullopt;
            return fmt::format("value must be greater than {}", limit);
          }};
}

Check length_at_least(std::int64_t length) {
  return length_check("len_min", length, "at least ", std::greater_equal<>());
}

Check length_at_most(std::int64_t length) {
  return length_check("len_max", length, "at most ", std::less_equal<>());
}

Check length_exactly(std::int64_t length) {
  return length_check("len_eq", length, "", std::equal_to<>());
}

Check timestamp() {
  return {.word = "timestamp", .argument = true, .fault = [](const json::Value& value) -> Fault {
            if (as_number(value) > 0) return std::nullopt;
            return "expected a valid timestamp";
          }};
}

Check contains(std::string member) {
  return {.word = "contains",
          .argument = boost::json::string_view(member),
          .fault = [member](const json::Value& value) -> Fault {
            const auto* array = value.if_array();
            const auto same = [&](const json::Value& one) {
              return one.is_string() && std::string_view(one.get_string()) == member;
            };
            if (array != nullptr && std::ranges::any_of(*array, same)) return std::nullopt;
            return "expected to contain: " + member;
          }};
}

Check one_family(std::vector<std::vector<std::string>> families) {
  json::Array argument;
  for (const auto& family : families) argument.emplace_back(as_array(family));
  return {.word = "mutually_exclusive_subsets",
          .argument = std::move(argument),
          .fault = [families = std::move(families)](const json::Value& value) -> Fault {
            std::vector<std::string> found;
            const auto* array = value.if_array();
            for (const auto& family : families) {
              const auto belongs = [&](const json::Value& one) { return is_among(one, family); };
              if (array != nullptr && std::ranges::any_of(*array, belongs)) {
                found.push_back(fmt::format("({})", quoted_list(family)));
              }
            }
            if (found.size() <= 1) return std::nullopt;
            return fmt::format("these sets are mutually exclusive: {}", fmt::join(found, ", "));
          }};
}

Check text_check(std::string word, std::function<Fault(std::string_view value)> fault) {
  return {.word = std::move(word),
          .argument = true,
          .fault = [fault = std::move(fault)](const json::Value& value) -> Fault {
            const auto* text = value.if_string();
            if (text == nullptr) return std::nullopt;
            return fault(std::string_view(*text));
          }};
}

Check starts_with(std::string prefix) {
  auto check = text_check("starts_with", [prefix](std::string_view value) -> Fault {
    if (value.starts_with(prefix)) return std::nullopt;
    return "should start with: " + prefix;
  });
  check.argument = boost::json::string_view(prefix);
  return check;
}

Check uuid() {
  return text_check("uuid", [](std::string_view value) -> Fault {
    if (is_uuid(value)) return std::nullopt;
    return "expected a valid UUID";
  });
}

}  // namespace cardea::schema
