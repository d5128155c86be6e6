// SPDX-License-Identifier: Apache-2.0
// Tokens made by others, for tests: the examples of RFC 7515 appendix A and RFC 8037 appendix A,
// and one token for each algorithm made once by PyJWT 2.6 with python3-cryptography. The keys are
// used for nothing else.
#pragma once

namespace cardea::jose::test_tokens {

// RFC 7515 A.1; the key is given there in base64url.
inline constexpr char rfc7515_hs256_key[] =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

inline constexpr char rfc7515_hs256[] =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQo"
    "gImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-"
    "mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

// RFC 7515 A.2.
inline constexpr char rfc7515_rs256_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n"
    "NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n"
    "P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n"
    "9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n"
    "EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n"
    "FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n"
    "oQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rfc7515_rs256[] =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGx"
    "lLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5R"
    "Zmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--"
    "f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"
    "xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLI"
    "hWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

// RFC 7515 A.3.
inline constexpr char rfc7515_es256_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
    "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rfc7515_es256[] =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGx"
    "lLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"
    "F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

// RFC 8037 A.4; its payload is text, not JSON.
inline constexpr char rfc8037_ed25519_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rfc8037_ed25519_input[] =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";

inline constexpr char rfc8037_ed25519_signature[] =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

inline constexpr char secret[] =
    "a shared secret of PyJWT, long enough for HS512 and therefore a bit longer";

inline constexpr char rsa_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqyHEmPlSt8IyM4qxST1D\n"
    "02Lf5MLq2dQFbLuP7PJTv3DYEQ8k1ezJdh/Cf19T/eI2jOGHXLClpNzZWojjH1pX\n"
    "wsypbwf7JLU9/CywbNF2vVbAUY6iUm8DnrDqac3HbJEOoNYqgGWN4+zG1b4p6n0k\n"
    "Q8UA0XBoEAa63lMRNlhC7BMzdzWT/MmwQndY2xzlnxEg88kiBl3fcWWo9dQPGlPP\n"
    "9rBsBUdz5W2qLEX4/FGKQMelayONa/p1UmuBCjepY1Ms5KInm8lxfUrwe83n7NzP\n"
    "mIa4GtghqU1aQAstJuF5BUckE40pDGloIS0yATc/S/U3mrR4UsYzWn5dU0SEVv5V\n"
    "zwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char es256_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdJ4WUMG6zxyvBXzrYuJ7EVCvPmen\n"
    "tUgsuWLiTeuWCHZweYufaLxYj+4aa6yw9E2Ypvc+sWk9B0s6vsGTPTZIDA==\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char es384_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEmnGkNMuTcvagoqmQtgr28dU7Lzt9gJCF\n"
    "GIvZ8CLOHaCqEPRD9Ym5wgEkY8hjBBu5LCaXyOAS5xxO/5QAPDIeQVHKDLBKMb8V\n"
    "h9oFWHK4Rn3m9RnOh4I6xKjW2IoAQ4mT\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char es512_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAiiT1KnBBxh3S5MtBDeOpSMFlhCxs\n"
    "/ASmS8eCpXWaALqHGyTe1u2lVKZYk+kb5SDcYAj7lpI+XHpv/gt1bVdJRIcBXcW+\n"
    "FWhpz0V80DdF5//WdojlpEoQ6waIYlmYPTMMvpagQynEsnQwdHjKXCjfvRDMGni/\n"
    "JhLY+n0jXkUTA1regfQ=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char ed25519_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAzC2iL8OOXVaa1fDXghy533qQjFfV0TAXJK8lQjlEe4I=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char ed448_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MEMwBQYDK2VxAzoA3OZ9hT7xf2DTuKrqKTCx3j6+wPgWxuoito7dE8x+ipOH2IdL\n"
    "I8M2j+KxOyPQQI8uI+BDY+JkfOUA\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char hs256[] =
    "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.OMCz4XFnUva604egqFxgjli4KjQ2rXiGwHKqfg_9Urg";

inline constexpr char hs384[] =
    "eyJhbGciOiJIUzM4NCIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.zgbyMKN7vYPm3lHzerr6FDLS5ekOEUA8YEKoQIaEaeIbCgSDW7atMqf0boa4_yUf";

inline constexpr char hs512[] =
    "eyJhbGciOiJIUzUxMiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.Gx72j4d-mFyg7G3ZPtNRoYeeMWWBfPEc-"
    "uZ6txsyV2n3enYD54gLgCKYLB5r6UJASZBQdNpR5szFap7q1Cnv7g";

inline constexpr char rs256[] =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.TpqL2AWQUBDgWShbDbzNuw0_JMvfW4M7q2IxMcz1FKpdbTQ57aDjknXjIQhVJYbqWHFxG58Mi"
    "LVGKdXcY6OK8ub9r3-6qh-uCJqfmcJyEOzEZojpZwVQpqIFBbp4IR_hEU3ll4fe-NYmiGaLzqrnrfa_m02w-ip-e"
    "irypC7IrwfEUCISr-9aBYgMe2kBLWHc25RpB7aT_9C-"
    "arPLcVWKnp4X4E9vfYRwFqPzzwNy8GQrRlF3Ds6a7wLnOYbLB_g7lDn3Cx-"
    "9pKHdY7UqqhkYHMSeeE1RG499_hm1htzsp7PbNr5bI9oAttkzgn_l6nWvjpEeH1uw2vIL4vhKQX2AJg";

inline constexpr char rs384[] =
    "eyJhbGciOiJSUzM4NCIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.OijSPOD_vdHQ1RxEB-"
    "b9CqPQRwHvL2YgiGQ_f3DRgIGocrRHkg4qEhkgHVXvS1eDtBcNTKpwpV9we-VSiRqILQ2pWEjt5wVCWX6fltxaMG"
    "I9AW253kocr7YaHvmThKA0nOVLO0XnUBnrZvlhS937dUtY3Q11a3XKFH4ch2GN50Qi2Rhsbqo8cq88nnxbY2l_I1"
    "qSJ3bCyOIwIyHRRdep9tmAa24balyu5zv6lsq0JPBMv_tUa3CGovivERemPyWUs6B87ahM_2LuMnthK_sCZbyVyh"
    "T4YKoTAjtXQneyLPbO_M4wu_y1boZhWXkKbZNAbfOg4l2IOdbvKqey7ZHhNA";

inline constexpr char rs512[] =
    "eyJhbGciOiJSUzUxMiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.Vq4IXwzbKrwT8sOokPs81pMDs9SmaDytwqVcR_XOahiRhoKR-s3G4j6Po_s5-N_4kX-"
    "X38ObNJafGpclkSwTtOnTBkmJHO95bXUOKvbns6BDgD90pkl38pSFGDjWO-"
    "pY2leaJk0VFCEzymtDM0j1k-BPsLBFJPRO2IvClI1azrlxMpyK09_jv7fm-"
    "GZzHVKVB4lO5wJQeiN8tTLdsOGqgodthsf6pKDj4haFvDIv3GiNdg_Szk--SR9Mb0-"
    "_NhxqVKXN19bB6y6o6GFsc2fQhmgdKopw0tcEGKXwwUxg8kYm6F0Ly5oVj7sKzUe5u5GpKYsaaAzrOnUE9-"
    "YlbS2CEA";

inline constexpr char es256[] =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.5RQDTfuWnTq_RM6uliZ75O24MvklAP73Q1FMFlnxRSeSSm_JF0GmZ58s4pe9x2wixv2_Pm1gG"
    "gaH-QR5ILCjMQ";

inline constexpr char es384[] =
    "eyJhbGciOiJFUzM4NCIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.2pxGwSam-Jndm__JXfIQwIX88tRhUXbDAI5qYXG37_YgqyiMIzH26ChTpFKk4HBT9kr9uZY2g"
    "6DdsUsHKtBlG4V0-YcMaLd4FCd6A_yWPTKpHTtcAvLwTqEIZhAKGfoq";

inline constexpr char es512[] =
    "eyJhbGciOiJFUzUxMiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.AdBBuMjDgBK4Xh865fLq4SzUQBhVxgfJNHydmR9JC_SGfqjHJWIsq3N8QUpLVyBuf2xpal7tj"
    "TJkiyq2L9AFdqKsAdFKIb8Vl057A_yWJHdyXrkGgYVi-"
    "5EOHsowKLtf67czAeok35eEmFVNRDUMQ5QxDebt1mlNdfvBOPJZt4ciRXUk";

inline constexpr char ps256[] =
    "eyJhbGciOiJQUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.gNhbjMXfAsPVuBpQf0TmZrhP1b5LJP2l2rZHDh3UVWZf8JeCM15viBl9Qk5JuaZ40eKM4Uu04"
    "6JPgr9nXoZS-hVq9j_efml_FkY0MLF9nKu_WCP5wpto6XYmAN2vtbmzHE4tjYCAY6pm3a0vCVU6xmnxFud0je82f"
    "QZ4fcgbJEIvFxJg_1JIScWVbtcFqH9KhNr_amgV1cGNdQ3UcvhT7tocd_zZhJy_59fUCDGJeXlNYks-"
    "NBA4-vQVp0tVUgVmH0V4dxibJ1tuG3MIoH19S4BYW-"
    "xG9kazjxbgPU8ZCAFUHJXjS2m1jgreO3oEgwgS91tuxXHP51NifATFGGo9dw";

inline constexpr char ps384[] =
    "eyJhbGciOiJQUzM4NCIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.mMfW7FXVwhChX0u6SeN3tCTBij9kwUrAFksL744lYX6RzgudEpTn_jv10Xu9Rbqk9PcPGZ3qw"
    "7J0qERVOb6U-SXr2Lr3-Icq-qLcyW-BiRWifkm6Y53_IUGQHl2gsKXYyv509W4FpCPqGxWb6ZVIpWEhXpS9wOUm_"
    "8TmpVogqSofbxSgVrqUlKXOWcSKZmAuUNeS5ufxu1RNIgKlF9hDsPoeu_sYdQLw98xfuDF007hEfjH3mt5nOn1A_"
    "_QUCDVDNYejYRzMuSmIJQ9576l3sg55OcC7IS1yF6PIZFDZwErofLXmm7KRswpVTj61zhBdag7cLbq2FTecddGJV"
    "9fMKw";

inline constexpr char ps512[] =
    "eyJhbGciOiJQUzUxMiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.fq_vp1FYJWbpkmuy6ePrfywm-uHoQU-rR40tBxWWsiodMf64bPrYpzX7eJW_cv_X-"
    "Y9P0X7o75XDphDXCIFO5bsiFhF7MQ-"
    "j8XOoWe3fVT4lTS63F2377SYP0rrLI3L5yLJV6aXxsQLZLrMVln5DMkCiDKRCFJ-"
    "IYHssd2aMerH_7gHBQAu4sDC21JzKa8hdAWgTS3S01ykqZ_LQFZ1O6SdO3yN_0aiKZjtuq5TI2HUWZRQdE-PcgNa"
    "bb5l9xxfUOJB39IjWCs4eO-x6OdJUpJ08-"
    "hiokD15TU28yughV5TDYOQZpZRM2oipHBtsWXEPYOHTofGh6NREpjY1aP6t5w";

inline constexpr char ed25519[] =
    "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.rrfaA8M41OwJ3qkR2-X3sxYAQ-"
    "dv1UdDnIxPO24o49rsNm39OaAc5ak2pDvxUtrDBMl7dqJDhqQtoxYgneejAg";

inline constexpr char ed448[] =
    "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhbGljZS1rZXkiLCJzdWIiOiJh"
    "bGljZSIsImV4cCI6NDEwMjQ0NDgwMCwibmJmIjoxNzAwMDAwMDAwLjUsImF1ZCI6WyJhIiwiYiJdLCJuYW1lIjoi"
    "Wm9cdTAwZWIgXCJaXCIgXHU2NWU1XHU2NzJjIiwiYWRtaW4iOnRydWUsIm5vbmUiOm51bGwsIm4iOnsiZCI6WzEs"
    "eyJlIjoyfV19fQ.yr9ymJBSKlmn8ahYIWe9OgpQhj4U-"
    "J5q_UekDJ2MbNjClLke5xKLnUsnbDVGTUPXGMMhGsSIWcoAUMqhaeg1meOLh75YVaImR_uGkoxyCFW22n0TycpjX"
    "uTOJPqBStveAtlOMray1OfbhnsB_KjXuBkA";

struct Example {
  const char* algorithm;
  const char* key;
  const char* token;
};

inline constexpr Example of_every_algorithm[] = {
    {"HS256", secret, hs256},        {"HS384", secret, hs384},    {"HS512", secret, hs512},
    {"RS256", rsa_key, rs256},       {"RS384", rsa_key, rs384},   {"RS512", rsa_key, rs512},
    {"ES256", es256_key, es256},     {"ES384", es384_key, es384}, {"ES512", es512_key, es512},
    {"PS256", rsa_key, ps256},       {"PS384", rsa_key, ps384},   {"PS512", rsa_key, ps512},
    {"EdDSA", ed25519_key, ed25519}, {"EdDSA", ed448_key, ed448},
};

}  // namespace cardea::jose::test_tokens
