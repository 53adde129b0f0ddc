# SPDX-License-Identifier: Apache-2.0
# How every target of the project is compiled: warnings as errors, hardening, sanitizers.

# A definition for code that a sanitizer's own doings would disturb; empty without one.
set(RESEAL_SANITIZED "")
if(RESEAL_SANITIZE)
    set(RESEAL_SANITIZED RESEAL_SANITIZED)
endif()

function(reseal_harden target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wnon-virtual-dtor
        -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
    if(WIN32)
        return()
    endif()
    target_compile_options(${target} PRIVATE -pthread -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    if(RESEAL_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${RESEAL_SANITIZE} -fno-omit-frame-pointer
            -fno-sanitize-recover=all)
        target_link_options(${target} PRIVATE -fsanitize=${RESEAL_SANITIZE})
    elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        target_compile_options(${target} PRIVATE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
    if(RESEAL_BUILD_FUZZ)
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed)
endfunction()

# What nearly every source reads first. Parsed once: it costs more than most sources. The fuzz preset does without, and
# so notices an include that is missing.
set(reseal_precompiled <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <ranges>
    <set> <span> <string> <string_view> <utility> <vector>)

function(reseal_add_precompiled target)
    file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp CONTENT "// Only carries the precompiled header.\n")
    add_library(${target} STATIC ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_precompile_headers(${target} PRIVATE ${reseal_precompiled})
    reseal_harden(${target})
endfunction()

# reseal_precompile(target HEADERS...): a precompiled header of its own, with what its sources read besides.
function(reseal_precompile target)
    if(RESEAL_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${reseal_precompiled} ${ARGN})
    endif()
endfunction()

# reseal_add_library(name SOURCES... [PRECOMPILED HEADERS...])
function(reseal_add_library target)
    cmake_parse_arguments(ARG "" "" "PRECOMPILED" ${ARGN})
    add_library(${target} STATIC ${ARG_UNPARSED_ARGUMENTS})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    reseal_harden(${target})
    if(ARG_PRECOMPILED)
        reseal_precompile(${target} ${ARG_PRECOMPILED})
    elseif(RESEAL_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM reseal_precompiled)
    endif()
endfunction()

# For rooms that wait for people, not for bytes: what is not in memory is not paid for by someone's old laptop. The
# figure it serves is the tray's idle memory (tests/bench/RESULTS.md).
function(reseal_build_for_size)
    if(NOT RESEAL_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        foreach(target IN LISTS ARGN)
            target_compile_options(${target} PRIVATE -Os)
            get_target_property(shared ${target} PRECOMPILE_HEADERS_REUSE_FROM)
            if(shared) # compiled otherwise, and so of no use to this one
                set_property(TARGET ${target} PROPERTY PRECOMPILE_HEADERS_REUSE_FROM reseal_precompiled_for_size)
                add_dependencies(${target} reseal_precompiled_for_size)
            endif()
        endforeach()
    endif()
endfunction()

# reseal_add_program(name SOURCES... )
function(reseal_add_program target)
    add_executable(${target} ${ARGN})
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_options(${target} PRIVATE -pie)
    reseal_harden(${target})
endfunction()

# reseal_add_test(name LIBS ... SOURCES ...): one GoogleTest program, its cases found after it is built.
function(reseal_add_test target)
    cmake_parse_arguments(ARG "" "" "LIBS;SOURCES;LABELS" ${ARGN})
    add_executable(${target} ${ARG_SOURCES})
    target_link_libraries(${target} PRIVATE ${ARG_LIBS} GTest::gmock GTest::gtest_main Threads::Threads)
    reseal_harden(${target})
    if(TARGET reseal_test_pch)
        target_precompile_headers(${target} REUSE_FROM reseal_test_pch)
    endif()
    gtest_discover_tests(${target} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} DISCOVERY_TIMEOUT 60
        PROPERTIES TIMEOUT 120 LABELS "${ARG_LABELS}")
endfunction()
