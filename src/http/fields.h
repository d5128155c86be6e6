// SPDX-License-Identifier: Apache-2.0
// The fields of one head: views in the order they came, a fixed room for them, and for each special
// name the place of its first field, so that a look-up is one array access. Nothing is allocated;
// the bytes belong to the connection's buffer (h1) or to a stream's memory (h2).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/field_name.h"

namespace cardea::http {

/// One field line. `value` has no white space at its ends. Both views live as long as the bytes
/// that were parsed.
struct Field {
  std::string_view name;
  std::string_view value;
  FieldName id = FieldName::other;
};

class Fields {
 public:
  static constexpr std::size_t capacity = 128;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  const Field& operator[](std::size_t index) const { return all_[index]; }
  [[nodiscard]] const Field* begin() const { return all_.data(); }
  [[nodiscard]] const Field* end() const { return all_.data() + size_; }

  /// The first field of a special name (never `other`), nullptr if there is none. Costs one array
  /// access.
  [[nodiscard]] const Field* find(FieldName id) const {
    const auto place = first_[static_cast<std::size_t>(id)];
    return place == 0 ? nullptr : &all_[place - 1U];
  }
  /// The first field of any name, letters without case, nullptr if there is none. Searches unless
  /// the name is a special one.
  [[nodiscard]] const Field* find(std::string_view name) const;

  /// The value of the first such field, empty if there is none.
  [[nodiscard]] std::string_view value(FieldName id) const {
    const auto* found = find(id);
    return found == nullptr ? std::string_view() : found->value;
  }

  [[nodiscard]] bool has(FieldName id) const { return find(id) != nullptr; }

  /// Whether there are two or more fields of this special name. Costs one bit test.
  [[nodiscard]] bool is_repeated(FieldName id) const {
    return ((repeated_ >> static_cast<unsigned>(id)) & 1) != 0;
  }

  /// Adds a field at the end; false when there is no room left.
  bool add(std::string_view name, std::string_view value, FieldName id) {
    if (size_ == capacity) return false;
    all_[size_] = {name, value, id};
    ++size_;
    auto& first = first_[static_cast<std::size_t>(id)];
    if (first == 0) {
      first = size_;
    } else {
      repeated_ |= std::uint64_t{1} << static_cast<unsigned>(id);
    }
    return true;
  }
  bool add(std::string_view name, std::string_view value) {
    return add(name, value, identify(name));
  }

  /// The bytes of fields [from, to) as field lines with their CRLF, ready to be copied.
  /// Precondition: the fields stand as lines one after another in memory, the last of which ends at
  /// `lines_end` (so the h1 parser leaves them).
  [[nodiscard]] std::string_view lines(std::size_t from, std::size_t to) const {
    const char* begin = all_[from].name.data();
    const char* end = to < size_ ? all_[to].name.data() : lines_end_;
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  void set_lines_end(const char* end) { lines_end_ = end; }

  /// Forgets all fields. Cheap: the room is not wiped.
  void clear() {
    size_ = 0;
    repeated_ = 0;
    lines_end_ = nullptr;
    first_.fill(0);
  }

 private:
  static_assert(field_name_count <= 64, "one bit each in repeated_");

  std::array<std::uint8_t, field_name_count> first_{};  // place + 1; 0: absent
  std::uint64_t repeated_ = 0;                          // one bit a special name
  std::uint8_t size_ = 0;
  const char* lines_end_ = nullptr;
  std::array<Field, capacity> all_;
};

/// A set of field indices of one head, for example those not to be passed on.
class FieldSet {
 public:
  void insert(std::size_t index) { words_[index / 64] |= std::uint64_t{1} << (index % 64); }
  /// `field` must be an element of `fields`.
  void insert(const Fields& fields, const Field& field) {
    insert(static_cast<std::size_t>(&field - fields.begin()));
  }
  /// Every field of this special name.
  void insert_all(const Fields& fields, FieldName id);
  /// Everything in the other set too.
  void merge(const FieldSet& other) {
    words_[0] |= other.words_[0];
    words_[1] |= other.words_[1];
  }
  [[nodiscard]] bool contains(std::size_t index) const {
    return ((words_[index / 64] >> (index % 64)) & 1) != 0;
  }
  [[nodiscard]] bool empty() const { return (words_[0] | words_[1]) == 0; }

  /// The first index at or after `from` that is in the set (or not, for `inside` = false), at most
  /// `end`.
  [[nodiscard]] std::size_t next(std::size_t from, std::size_t end, bool inside) const;

  friend bool operator==(const FieldSet&, const FieldSet&) = default;

 private:
  static_assert(Fields::capacity == 128);
  std::array<std::uint64_t, 2> words_{};
};

inline std::size_t FieldSet::next(std::size_t from, std::size_t end, bool inside) const {
  while (from < end) {
    const std::uint64_t word = inside ? words_[from / 64] : ~words_[from / 64];
    const std::uint64_t rest = word >> (from % 64);
    if (rest != 0) {
      from += static_cast<std::size_t>(std::countr_zero(rest));
      return from < end ? from : end;
    }
    from = (from / 64 + 1) * 64;
  }
  return end;
}

}  // namespace cardea::http
