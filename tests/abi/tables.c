/* SPDX-License-Identifier: Apache-2.0
 * A module that names every type of the ABI in what it exports, so that debug information holds all of them. Compiled
 * for comparisons by the test `exported_abi`, never run. */
#include "reseal/reseal.h"

#ifndef ENTRY_ONLY
typedef struct every_table {
    const reseal_ca_1* ca;
    const reseal_token_1* token;
    const reseal_token_cms_1* token_cms;
    const reseal_settings_1* settings;
    const reseal_diagnostics_1* diagnostics;
    const reseal_http_1* http;
    const reseal_log_1* log;
    const reseal_progress_1* progress;
    const reseal_prompt_1* prompt;
    const reseal_source_1* source;
} every_table;

RESEAL_EXPORT const every_table* every_table_of_v1(void);

const every_table* every_table_of_v1(void) { return 0; }
#endif

const reseal_module* RESEAL_CALL reseal_module_v1(void) { return 0; }
