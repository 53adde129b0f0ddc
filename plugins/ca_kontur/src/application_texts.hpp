// SPDX-License-Identifier: Apache-2.0
// What a person reads about the application, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace ca_kontur::texts {

using reseal::sdk::Text;

inline Text stepApplication() { return {"Application", "Заявление", "Өтініш"}; }
inline Text theApplication() {
    return {"Application for the new certificate", "Заявление на новый сертификат", "Жаңа сертификатқа өтініш"};
}
inline Text nextIssue() {
    return {"Once the CA has the application, it issues the certificate.", "Получив заявление, УЦ выпустит сертификат.",
            "Өтінішті алған соң КО сертификатты шығарады."};
}

// Why, documents, where, support.
inline Text byHand() {
    return {"{} Save the application, print it and sign it by hand. Take it, with: {}, to: {}. As soon as the CA has "
            "accepted it, Reseal goes on by itself; the new key stays on its medium. Questions: {}.",
            "{} Сохраните заявление, распечатайте и подпишите его от руки. Возьмите с собой: {}. Куда отнести: {}. "
            "Когда УЦ примет заявление, Reseal продолжит сам; новый ключ остаётся на своём носителе. Вопросы: {}.",
            "{} Өтінішті сақтап, басып шығарыңыз да, қолмен қол қойыңыз. Өзіңізбен бірге алыңыз: {}. Апаратын жер: {}. "
            "КО өтінішті қабылдағанда Reseal өзі жалғастырады; жаңа кілт өз тасығышында қалады. Сұрақтар: {}."};
}
inline Text noOldKey() {
    return {"There is no valid old key that could sign the application.",
            "Нет действующего старого ключа, которым можно подписать заявление.",
            "Өтінішке қол қоятын жарамды ескі кілт жоқ."};
}
inline Text signatureRefused() {
    return {"The CA does not take a signature by the old key.", "УЦ не принял подпись старым ключом.",
            "КО ескі кілтпен қойылған қолды қабылдамады."};
}
inline Text identity() { return {"your identity document", "документ, удостоверяющий личность", "жеке куәлік"}; }

// On the page.
inline Text bring() { return {"Bring along:", "Возьмите с собой:", "Өзіңізбен бірге алыңыз:"}; }
inline Text where() { return {"Service centre:", "Сервисный центр:", "Қызмет көрсету орталығы:"}; }

} // namespace ca_kontur::texts
