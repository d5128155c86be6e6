// SPDX-License-Identifier: Apache-2.0
// How credentials of any kind are looked up: by one field, and with what every authentication
// plugin will ask for next, so that one question to the store brings all of it.
#pragma once

#include <string>

#include "identity/directory.h"
#include "plugin/type.h"
#include "schema/entity.h"

namespace cardea::plugin {

/// Makes the look-up known to the directory, with consumer and groups fetched along.
void declare_credentials(const Wiring& wiring, const schema::Entity& entity, std::string field,
                         decltype(identity::SourceDeclaration::decode) decode);

}  // namespace cardea::plugin
