# SPDX-License-Identifier: Apache-2.0
# reseal_add_plugin(<target> MANIFEST plugin.json[.in] SOURCES file... [LINK library...] [FILES file...]
#                   [SIGNER_KEY key.pem SIGNER_CERT cert.pem [SIGNER_CHAIN chain.pem]] [OUTPUT_DIR folder] [NO_INSTALL])
#
# Builds one plugin module, stamps the SHA-256 of everything it ships into its manifest, signs that, and lays all of it
# into <build>/lib/reseal/plugins/<id>, where a Reseal of the same build finds it. Installs to lib/reseal/plugins/<id>.
# Adds the test check-<id> where reseal-plugin-check is known; it gets cookies of released versions that lie in the
# source folder fixtures/cookies. A manifest that ends in .in goes through configure_file.
# Without SIGNER_KEY the variables RESEAL_BUILD_SIGNER_KEY and RESEAL_BUILD_SIGNER_CERT are taken; without them the
# plugin stays unsigned. libstdc++ is linked as usual, not statically: the host process has it loaded already.
include_guard(GLOBAL)
set(RESEAL_SDK_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "")

function(_reseal_plugin_manifest source out_path out_id)
    get_filename_component(path "${source}" ABSOLUTE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
    if(path MATCHES "\\.in$")
        get_filename_component(name "${path}" NAME_WLE)
        configure_file("${path}" "${CMAKE_CURRENT_BINARY_DIR}/${name}" @ONLY)
        set(path "${CMAKE_CURRENT_BINARY_DIR}/${name}")
    endif()
    file(READ "${path}" text)
    foreach(key IN ITEMS manifest id version abi)
        string(JSON ${key} ERROR_VARIABLE problem GET "${text}" ${key})
        if(problem)
            message(FATAL_ERROR "${source}: \"${key}\": ${problem}")
        endif()
    endforeach()
    foreach(key IN ITEMS module os arch files)
        string(JSON type ERROR_VARIABLE absent TYPE "${text}" ${key})
        if(NOT absent)
            message(FATAL_ERROR "${source}: leave \"${key}\" out, the build writes it")
        endif()
    endforeach()
    if(NOT manifest EQUAL 1 OR NOT abi EQUAL 1)
        message(FATAL_ERROR "${source}: this SDK makes plugins with \"manifest\": 1 and \"abi\": 1")
    endif()
    if(NOT id MATCHES "^[a-z][a-z0-9-]*$")
        message(FATAL_ERROR "${source}: the id \"${id}\" may hold a-z, 0-9 and '-' and begins with a letter")
    endif()
    set(${out_path} "${path}" PARENT_SCOPE)
    set(${out_id} "${id}" PARENT_SCOPE)
endfunction()

function(_reseal_plugin_module target folder)
    add_library(${target} MODULE ${ARGN})
    set_target_properties(${target} PROPERTIES PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON BUILD_WITH_INSTALL_RPATH ON
        LIBRARY_OUTPUT_DIRECTORY $<1:${folder}>)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    if(CXX IN_LIST languages)
        target_compile_features(${target} PRIVATE cxx_std_17)
    endif()
    if(COMMAND reseal_harden)
        reseal_harden(${target})
    elseif(NOT MSVC)
        target_compile_options(${target} PRIVATE -fstack-protector-strong)
    endif()
    if(UNIX AND NOT APPLE)
        target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now,-z,noexecstack
            -Wl,--version-script=${RESEAL_SDK_CMAKE_DIR}/reseal_module.map)
        if(NOT RESEAL_SANITIZE)
            target_link_options(${target} PRIVATE -Wl,-z,defs)
        endif()
        set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${RESEAL_SDK_CMAKE_DIR}/reseal_module.map)
    endif()
endfunction()

# Runs at the end of the configure step, when the checker of the same build is known.
function(_reseal_plugin_check id manifest cookies)
    if(RESEAL_SANITIZE)
        return() # the checker looks at real signals
    endif()
    if(TARGET reseal-plugin-check)
        set(checker $<TARGET_FILE:reseal-plugin-check>)
    elseif(TARGET reseal_plugin_check)
        set(checker $<TARGET_FILE:reseal_plugin_check>)
    else()
        find_program(RESEAL_PLUGIN_CHECK reseal-plugin-check HINTS ${RESEAL_SDK_CMAKE_DIR}/../../../bin)
        set(checker ${RESEAL_PLUGIN_CHECK})
    endif()
    if(checker)
        set(options "")
        if(EXISTS ${cookies})
            set(options --cookies ${cookies})
        endif()
        add_test(NAME check-${id} COMMAND ${checker} ${manifest} ${options})
        set_tests_properties(check-${id} PROPERTIES TIMEOUT 120 LABELS plugin)
    endif()
endfunction()

function(reseal_add_plugin target)
    cmake_parse_arguments(ARG "NO_INSTALL" "MANIFEST;SIGNER_KEY;SIGNER_CERT;SIGNER_CHAIN;OUTPUT_DIR"
        "SOURCES;LINK;FILES" ${ARGN})
    if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_MANIFEST OR NOT ARG_SOURCES)
        message(FATAL_ERROR "reseal_add_plugin(${target}): MANIFEST and SOURCES are needed ${ARG_UNPARSED_ARGUMENTS}")
    endif()
    _reseal_plugin_manifest("${ARG_MANIFEST}" manifest id)
    if(NOT ARG_OUTPUT_DIR)
        set(ARG_OUTPUT_DIR ${CMAKE_BINARY_DIR}/lib/reseal/plugins/${id})
    endif()
    _reseal_plugin_module(${target} ${ARG_OUTPUT_DIR} ${ARG_SOURCES})
    target_link_libraries(${target} PRIVATE reseal::sdk ${ARG_LINK})

    if(NOT ARG_SIGNER_KEY AND RESEAL_BUILD_SIGNER_KEY)
        set(ARG_SIGNER_KEY ${RESEAL_BUILD_SIGNER_KEY})
        set(ARG_SIGNER_CERT ${RESEAL_BUILD_SIGNER_CERT})
        if(TARGET reseal_build_signer)
            add_dependencies(${target} reseal_build_signer)
        endif()
    endif()
    set(signing "")
    if(ARG_SIGNER_KEY)
        find_program(RESEAL_OPENSSL openssl REQUIRED)
        set(signing -D OPENSSL=${RESEAL_OPENSSL} -D SIGNER_KEY=${ARG_SIGNER_KEY} -D SIGNER_CERT=${ARG_SIGNER_CERT}
            -D SIGNER_CHAIN=${ARG_SIGNER_CHAIN})
    endif()

    string(TOLOWER "${CMAKE_SYSTEM_NAME}" os)
    string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" arch)
    string(REGEX REPLACE "^amd64$" "x86_64" arch "${arch}")
    set(files "")
    foreach(file IN LISTS ARG_FILES)
        get_filename_component(file "${file}" ABSOLUTE)
        list(APPEND files ${file})
    endforeach()
    list(JOIN files "|" joined)
    add_custom_command(TARGET ${target} POST_BUILD COMMAND ${CMAKE_COMMAND} -D SOURCE=${manifest}
        -D FOLDER=${ARG_OUTPUT_DIR} -D MODULE=$<TARGET_FILE_NAME:${target}> -D OS=${os} -D ARCH=${arch}
        -D "FILES=${joined}" ${signing} -P ${RESEAL_SDK_CMAKE_DIR}/stamp_manifest.cmake VERBATIM)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${manifest} ${files}
        ${RESEAL_SDK_CMAKE_DIR}/stamp_manifest.cmake)

    if(NOT ARG_NO_INSTALL) # byte for byte as it was stamped: install(TARGETS) would strip it or edit its RPATH
        install(FILES $<TARGET_FILE:${target}> ${files} ${ARG_OUTPUT_DIR}/plugin.json
            DESTINATION lib/reseal/plugins/${id} COMPONENT plugins)
        install(FILES ${ARG_OUTPUT_DIR}/plugin.json.p7s DESTINATION lib/reseal/plugins/${id} COMPONENT plugins OPTIONAL)
    endif()
    cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${CMAKE_SOURCE_DIR}]]
        CALL _reseal_plugin_check [[${id}]] [[${ARG_OUTPUT_DIR}/plugin.json]]
        [[${CMAKE_CURRENT_SOURCE_DIR}/fixtures/cookies]])")
endfunction()
