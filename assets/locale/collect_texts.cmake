# SPDX-License-Identifier: Apache-2.0
# Collects every text of the sources into OUTPUT: cmake -DROOT= -DXGETTEXT= -DOUTPUT= -P collect_texts.cmake
file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/agent/*.cpp ${ROOT}/agent/*.hpp ${ROOT}/storage/*.cpp
    ${ROOT}/storage/*.hpp)
list(SORT sources)
list(JOIN sources "\n" lines)
file(WRITE ${OUTPUT}.files "${lines}\n")
execute_process(
    COMMAND ${XGETTEXT} --language=C++ --from-code=UTF-8 --files-from=${OUTPUT}.files --output=${OUTPUT} --keyword
        --keyword=tr:1 --keyword=trn:1,2 --keyword=translate:1 --keyword=translatePlural:1,2 --keyword=N_:1
        --add-comments=TRANSLATORS --package-name=Reseal --no-wrap
    WORKING_DIRECTORY ${ROOT} COMMAND_ERROR_IS_FATAL ANY)
