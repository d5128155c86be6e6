# SPDX-License-Identifier: Apache-2.0
# Third-party libraries, and which folder of src/ uses which of them (higher folders inherit them).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS headers json)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(GTest CONFIG)
pkg_check_modules(cares REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(pcre2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)

# Definitions that all users of Asio must share. The recycling cache holds as many coroutine frames a thread
# as a request nests, so that the common path does not reach malloc.
add_library(settings INTERFACE)
target_link_libraries(settings INTERFACE Boost::headers fmt::fmt)
target_compile_definitions(settings INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                           BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16)

# Asio's implementation, compiled in one unit (it must not use the precompiled header).
add_library(asio_once STATIC src/loop/asio_once.cc)
target_link_libraries(asio_once PUBLIC settings Threads::Threads)

set(libraries_base settings fmt::fmt PkgConfig::pcre2)
set(libraries_json Boost::json)
set(libraries_crypto OpenSSL::Crypto PkgConfig::argon2)
set(libraries_loop asio_once)
set(libraries_observe spdlog::spdlog prometheus-cpp::core)
set(libraries_net OpenSSL::SSL PkgConfig::cares)
set(libraries_store_sqlite SQLite::SQLite3)
set(libraries_app CLI11::CLI11)
