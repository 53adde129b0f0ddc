// SPDX-License-Identifier: Apache-2.0
// What a person reads, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace ca_file::texts {

using reseal::sdk::Text;

inline Text profile() { return {"Certificate", "Сертификат", "Сертификат"}; }

inline Text formTitle() { return {"Where the request goes", "Куда положить запрос", "Сұраным қайда салынады"}; }
inline Text formText() {
    return {"Reseal writes the request to a folder. You bring it to your CA, and put its answer into the folder.",
            "Reseal положит запрос в папку. Передайте его в удостоверяющий центр, а ответ положите в папку.",
            "Reseal сұранымды қалтаға салады. Оны куәландырушы орталыққа беріп, жауабын қалтаға салыңыз."};
}
inline Text folder() { return {"Folder for the request", "Папка для запроса", "Сұраным қалтасы"}; }
inline Text commonName() { return {"Name in the certificate", "Имя в сертификате", "Сертификаттағы аты-жөні"}; }
inline Text organization() { return {"Organization", "Организация", "Ұйым"}; }
inline Text country() { return {"Country, two letters", "Страна, две буквы", "Ел, екі әріп"}; }
inline Text email() { return {"E-mail", "Электронная почта", "Электрондық пошта"}; }

inline Text needed() { return {"Please fill this in.", "Заполните это поле.", "Осы өрісті толтырыңыз."}; }
inline Text noFolder() {
    return {"There is no folder {}. Choose one that is there.", "Папки {} нет. Выберите существующую.",
            "{} қалтасы жоқ. Бар қалтаны таңдаңыз."};
}
inline Text folderGone() {
    return {"The folder {} is not there. Bring the drive or share back, or change the folder in the settings.",
            "Папки {} нет на месте. Подключите диск или сетевую папку либо измените папку в настройках.",
            "{} қалтасы орнында жоқ. Дискіні не желілік қалтаны қосыңыз немесе баптаудан қалтаны өзгертіңіз."};
}
inline Text cannotWrite() {
    return {"The folder {} takes no new files. Check its free space and your rights to it.",
            "В папку {} не записываются файлы. Проверьте свободное место и свои права.",
            "{} қалтасына файл жазылмайды. Бос орын мен құқықтарыңызды тексеріңіз."};
}
inline Text otherFile() {
    return {"A different file named {} is in the way. Move it elsewhere and try again.",
            "Мешает другой файл с именем {}. Переместите его и повторите.",
            "{} атты басқа файл кедергі. Оны басқа жерге көшіріп, қайталаңыз."};
}
inline Text unknownProfile() {
    return {"This CA has no profile {}.", "У этого УЦ нет профиля {}.", "Бұл КО-да {} бейіні жоқ."};
}

inline Text application() {
    return {"Application for a certificate", "Заявление на выдачу сертификата", "Сертификат беру туралы өтініш"};
}
inline Text stepFolder() { return {"Folder", "Папка", "Қалта"}; }
inline Text stepKey() { return {"New key", "Новый ключ", "Жаңа кілт"}; }
inline Text stepSign() { return {"Application", "Заявление", "Өтініш"}; }
inline Text stepWait() { return {"CA's answer", "Ответ УЦ", "КО жауабы"}; }
inline Text stepDone() { return {"Certificate", "Сертификат", "Сертификат"}; }
inline Text nextFiles() {
    return {"The request is written to the folder.", "Запрос будет записан в папку.", "Сұраным қалтаға жазылады."};
}
inline Text nextAnswer() {
    return {"Once the certificate is in the folder, Reseal goes on by itself. This may take days.",
            "Когда сертификат появится в папке, Reseal продолжит сам. Это может занять несколько дней.",
            "Сертификат қалтаға түскенде Reseal өзі жалғастырады. Бұл бірнеше күнге созылуы мүмкін."};
}

// File, application, folder, folder of answers.
inline Text waitSigned() {
    return {
        "Send {} and {} from {} to your CA. Put the certificate it gives you into {}.",
        "Передайте {} и {} из папки {} в удостоверяющий центр. Полученный сертификат положите в {}.",
        "{} және {} файлдарын {} қалтасынан куәландырушы орталыққа беріңіз. Алған сертификатты {} қалтасына салыңыз."};
}
inline Text waitByHand() {
    return {"Bring {} to your CA, with {} printed and signed by hand; both are in {}. Put the certificate into {}.",
            "Отнесите {} в удостоверяющий центр вместе с {}, распечатав и подписав его; оба файла в {}. Полученный "
            "сертификат положите в {}.",
            "{} файлын, басып шығарып қол қойылған {} өтінішімен бірге, куәландырушы орталыққа апарыңыз; екеуі де {} "
            "ішінде. Сертификатты {} қалтасына салыңыз."};
}

// File. The same text in each file of the folder, whoever reads it there.
inline std::string withdrawn() {
    return "The request {} is withdrawn. Please issue no certificate for it.\n"
           "Запрос {} отозван. Просьба не выдавать по нему сертификат.\n"
           "{} сұранымы кері қайтарылды. Ол бойынша сертификат бермеуіңізді өтінеміз.\n";
}

inline Text folderFine() { return {"The folder {} takes requests.", "Папка {} готова.", "{} қалтасы дайын."}; }
inline Text folderAsked() {
    return {"No folder is set; each renewal will ask for it.", "Папка не задана, её спросит каждое продление.",
            "Қалта көрсетілмеген, оны әр ұзарту сұрайды."};
}
inline Text folderSet() {
    return {"Set the folder for requests, so that renewals run by themselves.",
            "Укажите папку для запросов, чтобы продление шло само.",
            "Ұзарту өздігінен жүруі үшін сұранымдар қалтасын көрсетіңіз."};
}
inline Text folderMissing() { return {"There is no folder {}.", "Папки {} нет.", "{} қалтасы жоқ."}; }
inline Text folderReadOnly() {
    return {"You may not write to {}.", "Нет права записи в {}.", "{} қалтасына жазу құқығы жоқ."};
}
inline Text folderMend() {
    return {"Create the folder, connect its drive, or choose another one in the settings.",
            "Создайте папку, подключите её диск или выберите другую в настройках.",
            "Қалтаны жасаңыз, дискісін қосыңыз немесе баптаудан басқасын таңдаңыз."};
}
inline Text spaceFine() { return {"There is room in {}.", "В {} есть место.", "{} ішінде орын бар."}; }
inline Text spaceLow() {
    return {"There is hardly any room in {}.", "В {} почти нет места.", "{} ішінде орын жоққа тән."};
}
inline Text spaceMend() {
    return {"Delete what is not needed there.", "Удалите оттуда лишнее.", "Керексізін өшіріңіз."};
}
inline Text notAbsolute() {
    return {"Give the whole path of a folder that is there.", "Укажите полный путь к существующей папке.",
            "Бар қалтаның толық жолын көрсетіңіз."};
}

} // namespace ca_file::texts
