// SPDX-License-Identifier: Apache-2.0
// Asio's implementation, compiled once (BOOST_ASIO_SEPARATE_COMPILATION) instead of in every unit
// that awaits. The ending .cc keeps it out of the folder's own library, whose precompiled header it
// must not use.
#include <boost/asio/impl/src.hpp>
