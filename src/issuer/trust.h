// SPDX-License-Identifier: Apache-2.0
// What a core needs to judge the tokens of one issuer: its settings and its keys at one moment.
// Immutable; when either changes another takes its place, and every token that was remembered under
// this one is forgotten.
#pragma once

#include <memory>
#include <string>

#include "base/time.h"
#include "jose/key_set.h"
#include "model/issuer.h"

namespace cardea::issuer {

struct Trust {
  model::Issuer settings;
  std::shared_ptr<const jose::KeySet> keys;  ///< null: none that may be used now
};

/// What became of the wish for newer keys.
struct Renewal {
  enum class Outcome : std::uint8_t {
    changed,  ///< keys or settings are others now: judge the token by `trust`
    settled,  ///< the issuer was asked after the token came, and has no further key
    unable,   ///< it could not be asked: nobody can tell whether the token is good
  };
  Outcome outcome = Outcome::settled;
  std::shared_ptr<const Trust> trust{};  ///< changed; null: there is no such issuer any more
  std::string problem{};                 ///< unable: why, for the operator
  Duration retry_after{};                ///< unable: when it may be known
};

}  // namespace cardea::issuer
