// SPDX-License-Identifier: Apache-2.0
// Keys for tests, made once with the openssl command; none of them is used for anything else.
#pragma once

namespace cardea::crypto::test_keys {

inline constexpr char rsa_2048[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnqrj6I06UJ+21Y11I2oK\n"
    "3NpsFGTZlrN5b7GBG0OhMduMHFLcdfuPQ3IWMyaj20QaIYUBAdl0eKbs/Tf2ya/j\n"
    "NiClEi3MaYeoYHXrdzQI3iW3a7niXX8JNjNgRFx4XKWVAQ7w1sLGZKjv5eGIVz2u\n"
    "V9XRX8kD6rty38m1oBCEODGAS8G/rzcD8vGgcg2tRtDHHSCfIw5A2EizYfnouFP7\n"
    "oyVcQD0KFSFT4I1CWNDlUSkmB5VJcmfzONCJDry0li2/fylwFK5e2Ke2RmakOZE6\n"
    "bzjF+7LRmIVx6pISYlMPYRY6Od6OvfFng0c7ZWoYackky5F3wG/LgjZFtQL5eMgW\n"
    "kQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rsa_2048_pkcs1[] =
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIIBCgKCAQEAnqrj6I06UJ+21Y11I2oK3NpsFGTZlrN5b7GBG0OhMduMHFLcdfuP\n"
    "Q3IWMyaj20QaIYUBAdl0eKbs/Tf2ya/jNiClEi3MaYeoYHXrdzQI3iW3a7niXX8J\n"
    "NjNgRFx4XKWVAQ7w1sLGZKjv5eGIVz2uV9XRX8kD6rty38m1oBCEODGAS8G/rzcD\n"
    "8vGgcg2tRtDHHSCfIw5A2EizYfnouFP7oyVcQD0KFSFT4I1CWNDlUSkmB5VJcmfz\n"
    "ONCJDry0li2/fylwFK5e2Ke2RmakOZE6bzjF+7LRmIVx6pISYlMPYRY6Od6OvfFn\n"
    "g0c7ZWoYackky5F3wG/LgjZFtQL5eMgWkQIDAQAB\n"
    "-----END RSA PUBLIC KEY-----\n";

inline constexpr char rsa_1024[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCsjdTFkc7235pS7BOz3vTDqfQA\n"
    "ePeSHUkW4c6zd4ZF9av9zcyFRCFCnqiDqTqAh7ZSXgG74YFMER7kUtk6CQAg4uRv\n"
    "tmL+c5NHRxVcXemC3sl5PvJMoh/yvX+dmE4vmsRY04r7oNTjBliMjSI8oAPf1MBc\n"
    "6qm5mxJGmj0PCsd5PwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rsa_9000[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIEhzANBgkqhkiG9w0BAQEFAAOCBHQAMIIEbwKCBGYApLw0Fyk1MN6GqlS+cPxg\n"
    "afx5VN2Acda8tw3nDmsdsMoCJVMH9IRNmZ7/cSTeZld68AzYAK/+Uc6PHaTt9D6N\n"
    "6+BRYJQyIF/sxUreaYvhJ7BGQo+Qidom+OtZWW5b9zM7LnX44a8f2pX47GVAwvsF\n"
    "HCRJ9TjHVoO4WAzbrk9/oYpCdf4LnAsAXJQKCmL5KFmeyPuE7qe/qJSvi8Z7Y4kH\n"
    "sqsDxP1kcQSijLLDDI23+386KGaO3lwZKMDfnrgOCZAAZIsnudBAupsocOZ/QL3o\n"
    "LM6GVD/U4sifk8j3R4lL9trvRnGVnvCIShnr34oLLJ97t7gm9KoX1eD5gdcostCB\n"
    "kLoLcOxZkW3/uCjknChhkcZZDR2Vlum9QGPj0/JSmOBJ/gp1cODqRwNe4NJ2yrWu\n"
    "0eJkurwWyjUSCFZqWpqzEtoYOVJ7XcTTMJloyVVaVZ7dDac39nzIjvaHZXWU0zX/\n"
    "7iiiQSOKtd7T673SFrlLTy+xThzJ3s+FUH1v8DDkMYhtzx6nbJ6WLcr857buuH7H\n"
    "urrLSwtK/5QCbOSqoQIBrCiMn7bF8G+FWsV8MHiUUzy/AqxtO0DsYRNJ8SQ7dmJg\n"
    "UHBqfbhXvZzTUblamy1Oz0rj69RHrOI6y9yyqjsspwPbp644Tz7+SGCHCuW9cSoc\n"
    "Zcqa6Jwy0FIOKqnd7dC6uj7Y/bJRn9zXDnZXDpPEQuKKgWac/tAIDIQK3VX+XQV3\n"
    "+3olpj0l45aA76GU7Qd8XiwlI2KgyZcz41XpJdKMKWtoF9tGp0HWIsbLbXfPp8xp\n"
    "bYvXGTySP5Aqd1Atq57nW4y8Vnhn/wta6+kT0tZPcAboHO0Vzvm1QMAYyhe8zIQM\n"
    "5P9IQZxMe/Ay+Hze0+rD5Sc5ObaAiPEE07YLg9TF8twQnfXvrpXDBdFgLXz48HKM\n"
    "bZGbLK4GUgn/6VWM4qywYutOET5ukdVK4H0REI9017kT+coJgsaIqtkxYGqhyBLZ\n"
    "m8Mb8aelzz2CZSXaCE8s1kjwSGrQTeISyA1qTchSBx0p1av51LhIY19mzfIpLUnr\n"
    "EAA9I/T/bc+4JkhRvBDFpDqIf25cjJsD3LZkcV+lThHRMj3CjhuzUpi9Sj3/Pfl4\n"
    "2CrMPwhw2T/uRrzEVER9E61F/QLCep3lq2EOaRp34dKRGkIubQ3qp0IZitbvU/RX\n"
    "XZ2SEZVQoAs67BYzI3GDWXOOdhN7KdhI5IBetoGAe5FytgAVTvvkVLApsvtX3kIM\n"
    "ypQ6hgy1HvTHw7H4vUS0ow/pFInzFW6oy07Oe+YmS1+RECguNGZrAAQcDn97KcWd\n"
    "Ia0/VLIO6rtElgWkvsjO/216Aini6p92vjniqgE5aHW7SbK6sgyuf9/N1hloySod\n"
    "/0cMo8oQo5TAJiYbaP7dMMLwV/VZJbmzcfbF425vsKyGJwUhEfAKMjFL0gEUidWA\n"
    "P094/piEj4jOFsE5H9AOudneNY3rModPVnnjPRqxsqVrkSrf1EwMOW9o1osbJX0P\n"
    "YmuGtbIRAgMBAAE=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rsa_exponent_3[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEA5aHLTm5JD++M9Cg5JEa0\n"
    "Fl5QQ/hkfJjDnocqvgCYNuT0pspK4jYi+82r5mOWWq8rD8me8JSep6qPfHQ/Y4Tv\n"
    "zIe/s+yCBTLkuYoR3607fPkXwEzOWXH7u//TVzlY0vgM3p/5Rj8fRVzrUjY8CsNT\n"
    "Yfqer9KngY8QXLAzvdpeOTysA3efWPrscA4AH/z8rRBidOGjItwSGgyQGYUYtIT3\n"
    "GmAlWUCntOsawaTcYl3CVRwbSRfhyE1Z9Q7HcBmFcFdryqCtDRn+7BQJCcAbLm8N\n"
    "pc17mswhmUveOY9WJfdsMkRDTJOLgO3fNNU3YkTBM3YqEQuRr6/hHAWTW9Y4bOoC\n"
    "gQIBAw==\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char rsa_pss[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAJxsMMN47U7AWKNa4RexrAp/\n"
    "CHiKI/27Nx3HFbkukqVgICk4HLVTdRK57AnkyJu/Ksa3yAP5cony1HGXWbg1+3AV\n"
    "0a+MCH5fY3tYlZk8fABR4TPILsMvWJ54jFZ5e8D4zBqwYO8nVigP7zH+vnsFAjFG\n"
    "lF2lQz+Zk+Bt5nU8twA2n1qhPf+WGxySsrPVtOQ0AXVCe5qrWe2P9HXvxelrTkG0\n"
    "+MLCOyJkdVuu+vGomJU0sG8toO4r7sgnb1VWX6hLUwGAcHRT1ri1b9urg0A+A5Al\n"
    "9eQhddve0ijAEWM2kfqkg5owMEhb+ZQPRHlwKZ9V4IXQLv78zq1zpxdFzcCgjl8C\n"
    "AwEAAQ==\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char p224[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "ME4wEAYHKoZIzj0CAQYFK4EEACEDOgAEAh0JSp7MDIXqhvcnxfcwvvL095BMe4xc\n"
    "7GXU6VfLDTZ3tF+ckHVw5JejXeY1YZpXFavMus1YYcM=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char p256[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVo5TsSAZWItyQORvnM6LRCNJXPaX\n"
    "NAoy/hEkJlrGE8vZh+T3AR/+RnH1uOifOZy0MeySgkO6PHeRUBsY256h9g==\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char p384[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEYD8SCPJLr5I2gEH4WccP4XsU3LApP2OL\n"
    "ZU+cyXQyUVHDssA6o3eiEvw0gAaeRWIhuDLZ7nXeWgBmyzhTAeyl2NmcGWPMolyi\n"
    "f0HgO881BBsWQ+S49zCC+sC35yKRAMAv\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char p521[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAy3IZpjoh4XAMD27azS5n+KjZ8Flk\n"
    "K+LREWHXR4RtggkMYUYEhjAcfBfJncox3k2rJBH/cxXQIskBBEBjugAiEmgBUpV4\n"
    "YT2Jv318AdQmVKFTjGjTyNLxZC0zd4sFb5k0hPtqj+KkEK6ouEYMLMqtjXpDrprT\n"
    "lzv13fp1RBTwuCg/pIw=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char secp256k1[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEKWjD8TUEc9WjXUqKJbNsfhYLl8Vy/PVg\n"
    "Hr702tsd3jygilqT9vQBYP4W/t3fFu60X7tNYuvX+x660ejv2S7HOA==\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char p256_explicit[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA\n"
    "AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////\n"
    "///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd\n"
    "NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5\n"
    "RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA\n"
    "//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABC/XNp9Bn8m6/K2xO1QIBPHn\n"
    "DIK90ZVo2nBBrNbBdXbyhyksKXu9P+kr+F/Grz7tvTwh279OiZIkBmRBKaThG6M=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char ed25519[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAgeoY0iB0MtEnoGqRdWNIQwxcmkHsKajyS6HKJIWCooU=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char ed448[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MEMwBQYDK2VxAzoAS0ZQNXXaASNsHvFLT9+vG9yF1RslHBMZ7aIw9MCcHuLAVD7m\n"
    "ycqIUywbvL72mF/xTxwkw0Lw5ciA\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char x25519[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VuAyEALtWIDC6rQxmu4A5R1yRCGzwF52VFFcXq4O3Nk4jQqgo=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr char private_p256[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8H5ILMfXbXc6ySzk\n"
    "CPD0F+Bply5utZsDzowpcPsfowyhRANCAARWjlOxIBlYi3JA5G+czotEI0lc9pc0\n"
    "CjL+ESQmWsYTy9mH5PcBH/5GcfW46J85nLQx7JKCQ7o8d5FQGxjbnqH2\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr char private_p256_encrypted[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi72j4AOENPkQICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEODES5kJEKz+XIHgNrKnRP8EgZCr\n"
    "+rLwIffaXlX2/oZqa12TeQ+dGkghaY02/GPanXcaIUax9WpB129LqbyS8GYQqzSx\n"
    "9w4MCJz9npg+7CSSGPOwM4psAD+82jxvCfVLJSOCxep0TittJ3KgCGeUANN5Vj/S\n"
    "qiulDb9rJ3hFVEv2F0OCLRZPRt1oy25fwLxBncLlYSxCv6QqR5jeQDKLiYLfXAw=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

inline constexpr char certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBbDCCAROgAwIBAgIUFhASxpcjmsm6zKVlN4PLY/JUMoMwCgYIKoZIzj0EAwIw\n"
    "DDEKMAgGA1UEAwwBeDAeFw0yNjExMjMxNzQwMzNaFw0zNjExMjAxNzQwMzNaMAwx\n"
    "CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARWjlOxIBlYi3JA\n"
    "5G+czotEI0lc9pc0CjL+ESQmWsYTy9mH5PcBH/5GcfW46J85nLQx7JKCQ7o8d5FQ\n"
    "GxjbnqH2o1MwUTAdBgNVHQ4EFgQUFoZ5M+buIsUFm1n5Y7BUd8jCtVMwHwYDVR0j\n"
    "BBgwFoAUFoZ5M+buIsUFm1n5Y7BUd8jCtVMwDwYDVR0TAQH/BAUwAwEB/zAKBggq\n"
    "hkjOPQQDAgNHADBEAiBhavUsL+/Lkns9PhEErlRwnZVFFuM9orMgr3/qSxvyuAIg\n"
    "XPhgJ9onn1eOhwj7JZ+yN6IcOGP4UMJX8Frl1YQeeIw=\n"
    "-----END CERTIFICATE-----\n";

}  // namespace cardea::crypto::test_keys
