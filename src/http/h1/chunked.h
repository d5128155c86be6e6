// SPDX-License-Identifier: Apache-2.0
// The chunked transfer coding (RFC 9112 section 7.1), read in place and in pieces of any size. The
// decoder both validates and decodes: a proxy passes the wire bytes on as they are (`relay`), a
// reader of the body takes the data out of them (`next`). Strict: hexadecimal sizes of at most 16
// digits, CRLF exactly, no white space around extensions, bounded extensions and trailers, and no
// trailer field that a proxy or a server acts upon.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/h1/refusal.h"

namespace cardea::http::h1 {

enum class Fault : std::uint8_t;

enum class BodyState : std::uint8_t {
  more,     ///< the body goes on; give it the next bytes
  done,     ///< the body ended with the bytes taken
  refused,  ///< the coding is broken: close both connections
};

class Chunked {
 public:
  /// What became of the input of one call.
  struct Step {
    std::size_t taken = 0;  ///< bytes of the input that belong to this body; pass these on
                            ///< (when refused: the good ones before the fault)
    std::string_view data;  ///< `next` only: body data among them, the last bytes taken
    BodyState state = BodyState::more;
    const Refusal* refusal = nullptr;  ///< static storage; its status is for a request's body
  };

  /// Takes bytes up to the end of the next piece of data, of the input or of the body. Call again
  /// with the rest of the input while the state is `more` and input remains.
  Step next(std::string_view input);

  /// Takes as much of the input as belongs to the body, for passing the wire form on unchanged.
  Step relay(std::string_view input);

  /// Bytes of data so far (without framing), for limits and logs.
  [[nodiscard]] std::uint64_t data_bytes() const { return data_bytes_; }
  [[nodiscard]] bool is_done() const { return at_ == At::end; }

 private:
  enum class At : std::uint8_t {
    size_start,
    size,
    size_lf,
    extension_name_start,
    extension_name,
    extension_value_start,
    extension_token,
    extension_quoted,
    extension_escaped,
    extension_quoted_end,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
    end,
    broken,
  };
  static constexpr std::size_t name_room = 32;  // longer than any name we identify

  Fault read_framing(char c);
  Fault read_size(char c);
  Fault end_size(char c);
  Fault read_extension_name(char c);
  Fault read_extension_value(char c);
  Fault read_quoted(char c);
  Fault read_trailer_name(char c);
  Fault read_trailer_value(char c);
  Fault expect(char c, char wanted, At then, Fault otherwise);
  Fault count_extension_byte();
  Step refuse(Fault fault, std::size_t taken);

  At at_ = At::size_start;
  Fault fault_{};
  std::uint8_t digits_ = 0;
  std::uint8_t name_size_ = 0;         // capped at name_room + 1
  std::uint16_t extension_bytes_ = 0;  // of this chunk
  std::uint16_t trailer_bytes_ = 0;    // of the whole section
  std::uint32_t all_extension_bytes_ = 0;
  std::uint64_t left_ = 0;  // of the current chunk
  std::uint64_t data_bytes_ = 0;
  std::array<char, name_room> name_{};
};

}  // namespace cardea::http::h1
