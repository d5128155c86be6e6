// SPDX-License-Identifier: Apache-2.0
// Walks the members of the outermost object. The text was parsed before, so every quote closes and
// every bracket has its partner.
#include "plugins/key_auth/json_cut.h"

#include <algorithm>
#include <vector>

#include "json/parse.h"

namespace cardea::plugins::key_auth {
namespace {

struct Member {
  std::size_t begin = 0;  // of its name
  std::size_t end = 0;    // behind its value
  std::string name;
};

class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  std::vector<Member> members() {
    std::vector<Member> all;
    at_ = text_.find('{') + 1;
    for (skip_blanks(); text_[at_] != '}'; skip_blanks()) {
      Member one;
      one.begin = at_;
      skip_string();
      one.name = decoded(text_.substr(one.begin, at_ - one.begin));
      at_ = text_.find(':', at_) + 1;
      skip_blanks();
      skip_value();
      one.end = at_;
      all.push_back(std::move(one));
      skip_blanks();
      if (text_[at_] == ',') ++at_;
    }
    end_ = at_;
    return all;
  }
  // Of the object: where its last bracket stands.
  [[nodiscard]] std::size_t end() const { return end_; }

 private:
  static std::string decoded(std::string_view quoted) {
    const auto value = json::parse(quoted);
    const bool text = value && value->is_string();
    return text ? std::string(value->get_string()) : std::string();
  }

  void skip_blanks() { at_ = text_.find_first_not_of(" \t\r\n", at_); }

  void skip_string() {
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  void skip_value() {
    std::size_t depth = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0 || !is_at_end_of_value());
  }

  [[nodiscard]] bool is_at_end_of_value() const {
    return std::string_view(",} \t\r\n").contains(text_[at_]);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

}  // namespace

std::string without_members(std::string_view text, std::span<const std::string> names) {
  Walk walk(text);
  const auto members = walk.members();
  std::string rest(text.substr(0, text.find('{') + 1));
  bool first = true;
  for (const Member& one : members) {
    if (std::ranges::find(names, one.name) != names.end()) continue;
    if (!first) rest += ',';
    first = false;
    rest += text.substr(one.begin, one.end - one.begin);
  }
  rest += text.substr(walk.end());
  return rest;
}

}  // namespace cardea::plugins::key_auth
