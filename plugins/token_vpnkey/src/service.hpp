// SPDX-License-Identifier: Apache-2.0
// The local HTTP service of a token, one command at a time, through the host's HTTP. Every answer is held to the form;
// a return code other than 1 ends the call with its number (facts/local-signing-apis.md 1.2 to 1.4). One thread.
#ifndef TOKEN_VPNKEY_SERVICE_HPP
#define TOKEN_VPNKEY_SERVICE_HPP

#include "address.hpp"
#include "wire_text.hpp"

#include <reseal/cxx/host.hpp>

namespace token_vpnkey {

enum ObjectType {
    kSignature = 0,
    kTls = 1,
    kRoot = 2,
    kSignatureRequest = 3,
    kTlsRequest = 4,
    kAuthority = 5,
    kFirstTls = 6,
    kTransport = 7,
    kTypes = 8
};

// What INIT_SIGN_H_ID is told.
struct Signing {
    std::string object; // always sent: without it the token falls back to GOST R 34.11-94
    std::uint64_t size = 0;
    bool attached = false;
    int chain = -1;   // certificates put into the message; -1: all
    int mode = 2;     // 1: the host program makes the digest, 2: the token
    std::string name; // for tokens with a screen; may be empty
};

class Service {
public:
    // Borrows both.
    Service(const reseal::sdk::Call& call, const Address& address) : call_(call), address_(address) {}

    std::vector<std::string> objects(int type); // GET_OBJ_LIST_ID
    std::string begin(const Signing& signing);  // INIT_SIGN_H_ID: the context's handle
    void feed(const std::string& context, std::uint64_t block, std::string_view data, std::uint64_t sentBefore);
    void calculate(const std::string& context, const std::string& object); // CALC_SIGN_H_ID
    struct Parts {
        Bytes head, suffix;
    };
    Parts message(const std::string& context); // GET_SIGN_CMS_H_ID

    // LOGIN: one try. Gives SID2. The address has none yet.
    Secret login(const std::string& user, const Secret& pin);
    void choose(const std::string& businessSystem); // GET_BS_LIST, SET_BS_USE

private:
    Reply ask(const char* command, const Body& body);
    std::string exchange(const Body& body);

    const reseal::sdk::Call& call_;
    const Address& address_;
};

} // namespace token_vpnkey

#endif
