// SPDX-License-Identifier: Apache-2.0
// What a person reads, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace token_files::texts {

using reseal::sdk::Text;

inline Text folderGone() {
    return {"The folder or drive is not there. Connect it and try again.",
            "Папки или диска нет на месте. Подключите и повторите.", "Қалта не диск орнында жоқ. Қосып, қайталаңыз."};
}
inline Text cannotWrite() {
    return {"Nothing can be written to {}. Check its free space and your rights to it.",
            "В {} ничего не записывается. Проверьте свободное место и свои права.",
            "{} ішіне ештеңе жазылмайды. Бос орын мен құқықтарыңызды тексеріңіз."};
}
inline Text noKey() {
    return {"This key is not there any more. Look at the list again.", "Этого ключа больше нет. Обновите список.",
            "Бұл кілт енді жоқ. Тізімді жаңартыңыз."};
}
inline Text needsPassword() {
    return {"This needs the password of the key file.", "Нужен пароль файла с ключом.",
            "Кілт файлының құпиясөзі керек."};
}
inline Text wrongPassword() {
    return {"The password of the key file is wrong. Check the keyboard layout and Caps Lock.",
            "Неверный пароль файла с ключом. Проверьте раскладку и Caps Lock.",
            "Кілт файлының құпиясөзі қате. Пернетақта тілі мен Caps Lock-ты тексеріңіз."};
}
inline Text damaged() {
    return {"The key file is damaged. Take it from a backup.",
            "Файл с ключом повреждён. Возьмите его из резервной копии.",
            "Кілт файлы бүлінген. Оны сақтық көшірмеден алыңыз."};
}
inline Text incomplete() {
    return {"Files of the key container are missing. Copy its whole folder.",
            "В контейнере ключа не хватает файлов. Скопируйте папку целиком.",
            "Кілт контейнерінде файлдар жетіспейді. Қалтаны толық көшіріңіз."};
}
inline Text unsupported() {
    return {"This key cannot do that, or is of a kind that is not supported.",
            "Этот ключ так не умеет либо его вид не поддерживается.",
            "Бұл кілт оны істей алмайды не оның түріне қолдау жоқ."};
}
inline Text noGost() {
    return {"GOST keys need the package libengine-gost-openssl. Install it.",
            "Для ключей ГОСТ нужен пакет libengine-gost-openssl. Установите его.",
            "ГОСТ кілттеріне libengine-gost-openssl пакеті керек. Орнатыңыз."};
}
inline Text cannotOpen() {
    return {"This was not made for this key, or it is damaged.", "Это зашифровано не для этого ключа или повреждено.",
            "Бұл осы кілтке арналмаған не бүлінген."};
}
inline Text notExportable() {
    return {"The container says that its key must not be copied. Sign with it where it is.",
            "Контейнер запрещает копировать ключ. Подписывайте на месте.",
            "Контейнер кілтті көшіруге тыйым салады. Орнында қол қойыңыз."};
}
inline Text pemPassword() {
    return {"Passwords of PEM files are not changed here. Bring the key into a PKCS#12 file first.",
            "Пароли файлов PEM здесь не меняются. Сначала перенесите ключ в файл PKCS#12.",
            "PEM файлдарының құпиясөзі мұнда өзгертілмейді. Алдымен кілтті PKCS#12 файлына көшіріңіз."};
}
inline Text whichKey() {
    return {"Several keys are here. Choose the one whose password changes.",
            "Здесь несколько ключей. Выберите тот, чей пароль меняется.",
            "Мұнда бірнеше кілт бар. Құпиясөзі өзгеретінін таңдаңыз."};
}
inline Text emptyPassword() {
    return {"The new password is empty. Choose one.", "Новый пароль пуст. Придумайте его.",
            "Жаңа құпиясөз бос. Ойлап табыңыз."};
}
inline Text kazakhPassword() {
    return {
        "Key files of Kazakhstan's NCA take 8 to 32 characters with an upper-case and a lower-case Latin letter and a "
        "digit; not 123456, and not the old password.",
        "Для файлов ключей НУЦ РК нужны от 8 до 32 символов, среди них заглавная и строчная латинские буквы и цифра; "
        "не 123456 и не старый пароль.",
        "ҚР ҰКО кілт файлдарына 8-ден 32-ге дейін таңба керек, ішінде латынның бас және кіші әрпі мен цифр болсын; "
        "123456 де, ескі құпиясөз де болмайды."};
}
inline Text otherThere() {
    return {"A different file named {} is in the way. Move it elsewhere and try again.",
            "Мешает другой файл с именем {}. Переместите его и повторите.",
            "{} атты басқа файл кедергі. Оны басқа жерге көшіріп, қайталаңыз."};
}
inline Text sharedFile() {
    return {"This file holds several keys and certificates. Remove it by hand if none of them is needed.",
            "В этом файле несколько ключей и сертификатов. Удалите его сами, если они не нужны.",
            "Бұл файлда бірнеше кілт пен сертификат бар. Керек болмаса, өзіңіз өшіріңіз."};
}
inline Text noSuchAlgorithm() {
    return {"Keys of this kind cannot be made here.", "Ключи такого вида здесь не создаются.",
            "Мұндай кілттер мұнда жасалмайды."};
}
inline Text wrongCertificate() {
    return {"This certificate belongs to another key.", "Этот сертификат от другого ключа.",
            "Бұл сертификат басқа кілтке тиесілі."};
}

// Cards.
inline Text cardGone() {
    return {"The token was pulled out, or does not answer. Plug it in again.",
            "Токен извлечён или не отвечает. Подключите его снова.",
            "Токен суырылған не жауап бермейді. Қайта қосыңыз."};
}
inline Text cardPin() { return {"This needs the token's PIN.", "Нужен PIN-код токена.", "Токеннің PIN-коды керек."}; }
inline Text wrongPin() { return {"The PIN is wrong.", "Неверный PIN-код.", "PIN-код қате."}; }
inline Text lockedPin() {
    return {"The PIN is locked. The administrator of the token unlocks it.",
            "PIN-код заблокирован. Разблокирует его администратор токена.",
            "PIN-код бұғатталған. Оны токен әкімшісі ашады."};
}
inline Text lastTry() {
    return {"One try of the PIN is left; a wrong one locks the token. Make sure of it first.",
            "Осталась одна попытка: ошибка заблокирует токен. Сначала уточните PIN-код.",
            "Бір әрекет қалды: қате болса, токен бұғатталады. Алдымен PIN-кодты анықтаңыз."};
}
inline Text readOnlyCard() {
    return {"Keys on this token are only used here, never written. Use the vendor's program.",
            "Ключи на этом токене только используются. Для записи возьмите программу производителя.",
            "Бұл токендегі кілттер тек қолданылады. Жазу үшін өндіруші бағдарламасын алыңыз."};
}

// Checks and settings.
inline Text folderFine() { return {"Keys are looked for in {}.", "Ключи ищутся в {}.", "Кілттер {} ішінен ізделеді."}; }
inline Text folderMissing() { return {"There is no folder {}.", "Папки {} нет.", "{} қалтасы жоқ."}; }
inline Text folderMend() {
    return {"Connect its drive, or change the list in the settings.",
            "Подключите диск или измените список в настройках.", "Дискіні қосыңыз не баптаудағы тізімді өзгертіңіз."};
}
inline Text notAbsolute() {
    return {"{} is no whole path. Give paths that begin with /.", "{} — не полный путь. Указывайте пути от корня.",
            "{} толық жол емес. Жолды түбірден бастап көрсетіңіз."};
}
inline Text readersFine() { return {"Card readers answer.", "Считыватели отвечают.", "Оқу құрылғылары жауап береді."}; }
inline Text readersOff() {
    return {"The service for card readers does not run.", "Служба считывателей не запущена.",
            "Оқу құрылғыларының қызметі іске қосылмаған."};
}
inline Text readersMend() {
    return {"If you have a token, install the package pcscd.", "Если есть токен, установите пакет pcscd.",
            "Токен болса, pcscd пакетін орнатыңыз."};
}

} // namespace token_files::texts
