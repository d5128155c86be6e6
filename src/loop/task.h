// SPDX-License-Identifier: Apache-2.0
// `Task<T>`: something that may wait. A Task does nothing until it is awaited, and is awaited where
// it is made. Operations of Asio are awaited with `loop::no_throw`, so that their failures come
// back as values: `auto [error, size] = co_await socket.async_receive(buffer, loop::no_throw);`.
//
// Cancelling: a Gate that closes cancels its coroutines. The operation under way then ends with
// operation_aborted; a coroutine that goes on waiting regardless gets a boost::system::system_error
// thrown at its next co_await, which unwinds it up to its Gate. Clean-up therefore lives in
// destructors.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>

namespace cardea {

template <class T = void>
using Task = boost::asio::awaitable<T>;

namespace loop {

/// Completion token: the operation's values as a tuple, error code first; it never throws.
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::deferred);

}  // namespace loop
}  // namespace cardea
