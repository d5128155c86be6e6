// SPDX-License-Identifier: Apache-2.0
// Keys as JWKs for tests: those of RFC 7517 appendix A.1, RFC 7515 appendix A and RFC 8037 appendix
// A, and the keys of test_tokens.h written as JWKs once by python3-cryptography.
#pragma once

namespace cardea::jose::test_jwks {

// RFC 7517 A.1; for encryption, as it says itself.
inline constexpr char rfc7517_ec[] =
    R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":)"
    R"("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"})";

// RFC 7517 A.1, and the example of RFC 7638 section 3.1.
inline constexpr char rfc7517_rsa[] =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT8)"
    R"(6zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArw)"
    R"(l93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q)"
    R"(MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xB)"
    R"(niIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-0)"
    R"(4-29"})";

// RFC 7515 A.2.
inline constexpr char rfc7515_rs256[] =
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfH)"
    R"(Qp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ4)"
    R"(7soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapH)"
    R"(g665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGN)"
    R"(j8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})";

// RFC 7515 A.3.
inline constexpr char rfc7515_es256[] =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":)"
    R"("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";

// RFC 8037 A.2.
inline constexpr char rfc8037_ed25519[] =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

inline constexpr char rsa[] =
    R"({"kty":"RSA","n":"qyHEmPlSt8IyM4qxST1D02Lf5MLq2dQFbLuP7PJTv3DYEQ8k1ezJdh_Cf19T_e)"
    R"(I2jOGHXLClpNzZWojjH1pXwsypbwf7JLU9_CywbNF2vVbAUY6iUm8DnrDqac3HbJEOoNYqgGWN4-zG1b)"
    R"(4p6n0kQ8UA0XBoEAa63lMRNlhC7BMzdzWT_MmwQndY2xzlnxEg88kiBl3fcWWo9dQPGlPP9rBsBUdz5W)"
    R"(2qLEX4_FGKQMelayONa_p1UmuBCjepY1Ms5KInm8lxfUrwe83n7NzPmIa4GtghqU1aQAstJuF5BUckE4)"
    R"(0pDGloIS0yATc_S_U3mrR4UsYzWn5dU0SEVv5Vzw","e":"AQAB"})";

inline constexpr char es256[] =
    R"({"kty":"EC","crv":"P-256","x":"dJ4WUMG6zxyvBXzrYuJ7EVCvPmentUgsuWLiTeuWCHY","y":)"
    R"("cHmLn2i8WI_uGmussPRNmKb3PrFpPQdLOr7Bkz02SAw"})";

inline constexpr char es384[] =
    R"({"kty":"EC","crv":"P-384","x":"mnGkNMuTcvagoqmQtgr28dU7Lzt9gJCFGIvZ8CLOHaCqEPRD9)"
    R"(Ym5wgEkY8hjBBu5","y":"LCaXyOAS5xxO_5QAPDIeQVHKDLBKMb8Vh9oFWHK4Rn3m9RnOh4I6xKjW2I)"
    R"(oAQ4mT"})";

inline constexpr char es512[] =
    R"({"kty":"EC","crv":"P-521","x":"AIok9SpwQcYd0uTLQQ3jqUjBZYQsbPwEpkvHgqV1mgC6hxsk3)"
    R"(tbtpVSmWJPpG-Ug3GAI-5aSPlx6b_4LdW1XSUSH","y":"AV3FvhVoac9FfNA3Ref_1naI5aRKEOsGiG)"
    R"(JZmD0zDL6WoEMpxLJ0MHR4ylwo370QzBp4vyYS2Pp9I15FEwNa3oH0"})";

inline constexpr char ed25519[] =
    R"({"kty":"OKP","crv":"Ed25519","x":"zC2iL8OOXVaa1fDXghy533qQjFfV0TAXJK8lQjlEe4I"})";

inline constexpr char ed448[] =
    R"({"kty":"OKP","crv":"Ed448","x":"3OZ9hT7xf2DTuKrqKTCx3j6-wPgWxuoito7dE8x-ipOH2IdL)"
    R"(I8M2j-KxOyPQQI8uI-BDY-JkfOUA"})";

}  // namespace cardea::jose::test_jwks
