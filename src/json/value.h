// SPDX-License-Identifier: Apache-2.0
// The names of JSON values in this house. They are Boost.JSON's types; only forward declarations
// are pulled in here, so a unit that merely passes values on stays cheap. Who looks inside a value
// includes <boost/json/value.hpp>. Text becomes a value in json/parse.h and nowhere else, a value
// becomes text in json/write.h.
#pragma once

#include <boost/json/fwd.hpp>

namespace cardea::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;
using String = boost::json::string;

}  // namespace cardea::json
