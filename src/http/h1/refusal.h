// SPDX-License-Identifier: Apache-2.0
// Why a message was refused: the status and Kong's message for the peer, the reason for our log.
// Every refusal is one of a fixed table, so reasons can be counted and texts stay stable.
#pragma once

#include <cstdint>
#include <string_view>

namespace cardea::http::h1 {

/// All texts point to static storage. After any refusal the connection must be closed: where the
/// next message begins is unknown.
struct Refusal {
  std::uint16_t status;      ///< what to answer: 400, 405, 414, 417, 501, 505; 502 for a bad answer
  std::string_view message;  ///< Kong's text for the client
  std::string_view reason;   ///< what is wrong, for the log; holds nothing the peer sent
};

}  // namespace cardea::http::h1
