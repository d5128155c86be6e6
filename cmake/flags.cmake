# SPDX-License-Identifier: Apache-2.0
# Language flags that every target shares. -pthread stands before everything, because a precompiled header
# built without it is refused by targets that have it.
add_compile_options(-pthread -Wall -Wextra -Wpedantic -Werror -fno-omit-frame-pointer)
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-gnu-zero-variadic-macro-arguments>")
add_compile_options(-fstack-protector-strong -fcf-protection -fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now -fuse-ld=lld-19)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(CARDEA_SANITIZE)
  separate_arguments(sanitize_flags UNIX_COMMAND "${CARDEA_SANITIZE}")
  add_compile_options(${sanitize_flags})
  add_link_options(${sanitize_flags})
endif()
add_compile_definitions("$<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>")
add_compile_options("$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")

# ccache caches a unit with a precompiled header only with these three: two words of sloppiness, and a header
# without a time stamp inside.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
