# SPDX-License-Identifier: Apache-2.0
# find_package(reseal-sdk 1): target reseal::sdk, function reseal_add_plugin().
if(NOT TARGET reseal::sdk)
    include(${CMAKE_CURRENT_LIST_DIR}/reseal-sdk-targets.cmake)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/reseal_add_plugin.cmake)
