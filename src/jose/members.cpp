// SPDX-License-Identifier: Apache-2.0
// A scanner that walks the top of one object. It decides only what is plainly right; whatever it
// does not know it delimits and gives to json::parse, which refuses it if the borders were wrong.
#include "jose/members.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>

#include "json/parse.h"

namespace cardea::jose {
namespace {

constexpr json::Limits value_limits{.depth = Members::max_depth - 1, .members = 4096};

// Characters that stand for themselves in a string, one byte each.
constexpr auto plain = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

bool is_plain(char c) {
  return plain[static_cast<unsigned char>(c)];
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool may_be_in_number(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

class Scanner {
 public:
  explicit Scanner(std::span<char> text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool read_object(std::vector<Member>& members) {
    if (!take('{')) return false;
    if (take('}')) return at_end();
    do {
      Member member;
      if (members.size() == Members::max_count || !read_name(member.name, members)) return false;
      if (!take(':') || !read_value(member)) return false;
      members.push_back(member);
    } while (take(','));
    return take('}') && at_end();
  }

  [[nodiscard]] bool is_at(char c) {
    skip_space();
    return at_ != end_ && *at_ == c;
  }

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool take(char c) {
    if (!is_at(c)) return false;
    ++at_;
    return true;
  }

  bool at_end() {
    skip_space();
    return at_ == end_;
  }

  bool read_name(std::string_view& name, const std::vector<Member>& members) {
    skip_space();
    return read_text(name) && std::ranges::find(members, name, &Member::name) == members.end();
  }

  bool read_value(Member& member) {
    skip_space();
    if (at_ == end_) return false;
    switch (*at_) {
      case '"':
        member.kind = Member::Kind::text;
        return read_text(member.content);
      case '[':
        member.kind = Member::Kind::array;
        return read_nested(member.content);
      case '{':
        member.kind = Member::Kind::object;
        return read_nested(member.content);
      case 't':
        member.kind = Member::Kind::boolean;
        return read_word("true", member.content);
      case 'f':
        member.kind = Member::Kind::boolean;
        return read_word("false", member.content);
      case 'n':
        return read_word("null", member.content);
      default:
        member.kind = Member::Kind::number;
        return read_number(member);
    }
  }

  bool read_word(std::string_view word, std::string_view& content) {
    const std::string_view left(at_, static_cast<std::size_t>(end_ - at_));
    if (!left.starts_with(word)) return false;
    content = left.substr(0, word.size());
    at_ += word.size();
    return true;
  }

  bool read_text(std::string_view& text) {
    if (at_ == end_ || *at_ != '"') return false;
    char* const first = at_ + 1;
    char* const stop = std::find_if_not(first, end_, is_plain);
    if (stop == end_) return false;
    if (*stop != '"') return read_difficult_text(text);
    text = {first, static_cast<std::size_t>(stop - first)};
    at_ = stop + 1;
    return true;
  }

  // With escapes or beyond ASCII. The undone form is never longer, so it goes where the text was.
  bool read_difficult_text(std::string_view& text) {
    char* const quote = at_;
    if (!skip_text()) return false;
    const auto value = json::parse({quote, static_cast<std::size_t>(at_ - quote)});
    if (!value) return false;
    const auto& undone = value->get_string();
    std::ranges::copy(undone, quote);
    text = {quote, undone.size()};
    return true;
  }

  // To behind the closing quote; anything may stand between.
  bool skip_text() {
    for (++at_; at_ != end_; ++at_) {
      if (*at_ == '"') {
        ++at_;
        return true;
      }
      if (*at_ != '\\') continue;
      ++at_;  // what is escaped does not end it
      if (at_ == end_) return false;
    }
    return false;
  }

  // Integers of up to 15 digits, which a double holds exactly, are read here.
  bool read_number(Member& member) {
    char* const first = at_;
    const bool negative = *at_ == '-';
    if (negative) ++at_;
    const char* const digits = at_;
    std::int64_t amount = 0;
    for (; at_ != end_ && is_digit(*at_) && at_ - digits < 15; ++at_) {
      amount = amount * 10 + (*at_ - '0');
    }
    const bool easy = at_ != digits && *digits != '0' && !is_in_number();
    if (!easy) return read_difficult_number(first, member);
    member.content = {first, static_cast<std::size_t>(at_ - first)};
    member.amount = static_cast<double>(negative ? -amount : amount);
    return true;
  }

  [[nodiscard]] bool is_in_number() const { return at_ != end_ && may_be_in_number(*at_); }

  bool read_difficult_number(char* first, Member& member) {
    while (is_in_number()) ++at_;
    member.content = {first, static_cast<std::size_t>(at_ - first)};
    const auto value = json::parse(member.content);
    if (!value || !value->is_number()) return false;
    member.amount = value->to_number<double>();
    return true;
  }

  bool read_nested(std::string_view& content) {
    char* const first = at_;
    if (!skip_nested()) return false;
    content = {first, static_cast<std::size_t>(at_ - first)};
    return json::parse(content, value_limits).has_value();
  }

  // To behind the bracket that closes as many as were opened, of whatever sort.
  bool skip_nested() {
    std::size_t depth = 0;
    while (at_ != end_) {
      if (*at_ == '"') {
        if (!skip_text()) return false;
        continue;
      }
      const char c = *at_++;
      if (c == '[' || c == '{') ++depth;
      if ((c == ']' || c == '}') && --depth == 0) return true;
    }
    return false;
  }

  char* at_;
  char* end_;
};

}  // namespace

json::Value Member::value() const {
  switch (kind) {
    case Kind::text:
      return json::Value(content);
    default: {
      auto parsed = json::parse(content, value_limits);
      return parsed ? *std::move(parsed) : json::Value();
    }
  }
}

Members::Outcome Members::read(std::span<char> text) {
  constexpr std::size_t usual = 8;
  members_.clear();
  members_.reserve(usual);
  Scanner scanner(text);
  if (scanner.is_at('{')) {
    return scanner.read_object(members_) ? Outcome::object : Outcome::not_json;
  }
  const std::string_view whole(text.data(), text.size());
  return json::parse(whole, {.depth = max_depth, .members = value_limits.members})
             ? Outcome::other_value
             : Outcome::not_json;
}

const Member* Members::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &Member::name);
  return found == members_.end() ? nullptr : &*found;
}

}  // namespace cardea::jose
