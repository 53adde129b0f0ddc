# SPDX-License-Identifier: Apache-2.0
# The windows over sample certificates: build/<preset>/bin/reseal-ui-playground --window
if(TARGET reseal_ui)
    reseal_add_program(reseal-ui-playground
        ${CMAKE_SOURCE_DIR}/tests/gui/ui_playground.cpp ${CMAKE_SOURCE_DIR}/tests/support/fake_resident.cpp)
    target_link_libraries(reseal-ui-playground PRIVATE reseal_ui reseal_platform)
endif()
