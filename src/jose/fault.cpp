// SPDX-License-Identifier: Apache-2.0
// One table, in the order of the enumerators. Sentences are Kong 3.9's word for word, where it has
// one; `crit` it ignores, and audiences and claims of one's own it does not know.
#include "jose/fault.h"

#include <array>
#include <cstddef>

namespace cardea::jose {
namespace {

struct Words {
  std::string_view reason;
  std::string_view message;
};

constexpr std::string_view bad_json = "Bad token; invalid JSON";
constexpr std::string_view no_claim = "No mandatory '{}' in claims";
constexpr std::string_view wrong_claim = "Invalid '{}' in claims";

constexpr std::array<Words, fault_count> words = {{
    {"jwt.too_large", bad_json},
    {"jwt.not_three_parts", bad_json},
    {"jwt.encrypted", bad_json},
    {"jwt.header_not_base64", bad_json},
    {"jwt.header_not_json", bad_json},
    {"jwt.payload_not_base64", bad_json},
    {"jwt.payload_not_json", bad_json},
    {"jwt.algorithm_unknown", "Bad token; invalid alg"},
    {"jwt.critical_unknown", "Bad token; invalid crit"},
    {"jwt.payload_not_object", "Bad token; invalid claims"},
    {"jwt.signature_not_base64", "Bad token; invalid signature"},
    {"jwt.key_absent", no_claim},
    {"jwt.key_not_text", wrong_claim},
    {"jwt.algorithm_differs", "Invalid algorithm"},
    {"jwt.key_unusable", "Invalid key/secret"},
    {"jwt.signature_invalid", "Invalid signature"},
    {"jwt.exp_not_number", "must be a number"},
    {"jwt.expired", "token expired"},
    {"jwt.exp_too_far", "exceeds maximum allowed expiration"},
    {"jwt.nbf_not_number", "must be a number"},
    {"jwt.not_yet_valid", "token not valid yet"},
    {"jwt.audience_absent", no_claim},
    {"jwt.audience_differs", wrong_claim},
    {"jwt.claim_absent", no_claim},
    {"jwt.claim_differs", wrong_claim},
    {"jwt.claim_unsendable", wrong_claim},
}};

}  // namespace

std::string_view reason(Fault fault) {
  return words[static_cast<std::size_t>(fault)].reason;
}

std::string_view message(Fault fault) {
  return words[static_cast<std::size_t>(fault)].message;
}

}  // namespace cardea::jose
