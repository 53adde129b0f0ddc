#pragma GCC diagnostic ignored "-Wmisleading-indentation"
#include "agent/crypto/certificate_file.hpp"
#include <gtest/gtest.h>
#include <fstream>
#include <filesystem>
#include <iostream>
using namespace reseal; using namespace reseal::crypto;
TEST(Smoke,all){ for(auto root:{"/work/shared/data/ru","/work/shared/data/kz"}) for(auto&e:std::filesystem::recursive_directory_iterator(root)) if(e.is_regular_file()){
 std::ifstream f(e.path(),std::ios::binary); std::string s((std::istreambuf_iterator<char>(f)),{});
 for (int withpw=0;withpw<2;withpw++){
 std::vector<Secret> pw; if(withpw){ if(e.path().extension()!=".p12"&&e.path().extension()!=".pfx")continue; pw.emplace_back("x"); pw.emplace_back("Qwerty12"); pw.emplace_back("12345"); pw.emplace_back("Пароль для PFX");}
 auto r=readCertificateFile(asBytes(s),e.path().filename().string(),pw);
 std::cout<<e.path().string().substr(18)<<" pw"<<withpw<<": ";
 if(!r) std::cout<<r.error().reason<<" "<<r.error().detail<<"\n"; else { auto&c=r.value(); std::cout<<"fmt "<<int(c.format)<<" locked "<<c.locked<<" certs "<<c.certificates.size();
 for(auto&x:c.certificates) std::cout<<" ["<<x.serial.substr(0,8)<<" "<<x.subject.size()<<" "<<x.subject.back().value<<" "<<x.keyAlgorithm<<"/"<<x.keyParameters<<" "<<x.keyBits<<" fp "<<toHex(x.gostFingerprint)<<" ca"<<x.isCa<<"]";
 for(auto&k:c.keys) std::cout<<" key{"<<toHex(k.spkiSha256).substr(0,6)<<(c.certificates.size()&&k.spkiSha256==c.certificates[0].spkiSha256?"=":"!")<<" "<<toHex(k.gostFingerprint)<<" L"<<k.locked<<" "<<(k.notAfter?k.notAfter->time_since_epoch().count():0)<<"}"; std::cout<<"\n";}
}}}
