// SPDX-License-Identifier: Apache-2.0
//
// Made by Tests/UnicodeTables/make.py; not to be changed by hand.
// Data of the Unicode Character Database, version 15.0.0, put in another form:
// ScriptExtensions.txt.
// Copyright (c) 1991-2022 Unicode, Inc., under the Unicode licence (SPDX: Unicode-3.0),
// https://www.unicode.org/license.txt.

/// The code points that belong to several scripts, by the scripts' short names.
enum ScriptExtensionTable {
    /// One row a line.
    static let rows = """
        Adlm+Arab+Mand+Mani+Ougr+Phlp+Rohg+Sogd+Syrc 640
        Adlm+Arab+Nkoo+Rohg+Syrc+Thaa+Yezi 61F
        Arab+Copt 102E0-102FB
        Arab+Nkoo FD3E-FD3F
        Arab+Nkoo+Rohg+Syrc+Thaa+Yezi 60C 61B
        Arab+Rohg 6D4
        Arab+Syrc 64B-655 670
        Arab+Syrc+Thaa 61C
        Arab+Thaa FDF2 FDFD
        Arab+Thaa+Yezi 660-669
        Beng 1CF7
        Beng+Cakm+Sylo 9E6-9EF
        Beng+Deva 1CD5-1CD6 1CD8 1CE1 1CEA 1CED 1CF5-1CF6 A8F1
        Beng+Deva+Dogr+Gong+Gonm+Gran+Gujr+Guru+Knda+Limb+Mahj+Mlym 965
        Nand+Orya+Sind+Sinh+Sylo+Takr+Taml+Telu+Tirh 965
        Beng+Deva+Dogr+Gong+Gonm+Gran+Gujr+Guru+Knda+Mahj+Mlym+Nand 964
        Orya+Sind+Sinh+Sylo+Takr+Taml+Telu+Tirh 964
        Beng+Deva+Gran+Gujr+Guru+Knda+Latn+Mlym+Orya+Shrd+Taml+Telu 951
        Tirh 951
        Beng+Deva+Gran+Gujr+Guru+Knda+Latn+Mlym+Orya+Taml+Telu+Tirh 952
        Beng+Deva+Gran+Knda 1CD0 1CD2
        Beng+Deva+Gran+Knda+Nand+Orya+Telu+Tirh 1CF2
        Bopo+Hang+Hani+Hira+Kana 3003 3013 301C-301F 3030 3037 FE45-FE46
        Bopo+Hang+Hani+Hira+Kana+Yiii 3001-3002 3008-3011 3014-301B 30FB FF61-FF65
        Bopo+Hani 302A-302D
        Bugi+Java A9CF
        Buhd+Hano+Tagb+Tglg 1735-1736
        Cakm+Mymr+Tale 1040-1049
        Cpmn+Cprt+Linb 10100-10101
        Cprt+Lina+Linb 10107-10133
        Cprt+Linb 10102 10137-1013F
        Cyrl+Glag 484 487 2E43 A66F
        Cyrl+Latn 485-486
        Cyrl+Perm 483
        Cyrl+Syrc 1DF8
        Deva 1CD1 1CD4 1CDB 1CDE-1CDF 1CE2-1CE8 1CEB-1CEC 1CEE-1CF1
        Deva+Dogr+Gujr+Guru+Khoj+Knda+Kthi+Mahj+Mlym+Modi+Nand+Sind A830-A832
        Takr+Tirh A830-A832
        Deva+Dogr+Gujr+Guru+Khoj+Knda+Kthi+Mahj+Modi+Nand+Sind+Takr A833-A835
        Tirh A833-A835
        Deva+Dogr+Gujr+Guru+Khoj+Kthi+Mahj+Modi+Sind+Takr+Tirh A836-A839
        Deva+Dogr+Kthi+Mahj 966-96F
        Deva+Gran 1CD3 1CF3 1CF8-1CF9
        Deva+Gran+Knda 1CF4
        Deva+Gran+Latn 20F0
        Deva+Knda+Mlym+Orya+Taml+Telu 1CDA
        Deva+Nand 1CE9
        Deva+Shrd 1CD7 1CD9 1CDC-1CDD 1CE0
        Deva+Taml A8F3
        Dupl 1BCA0-1BCA3
        Geor+Latn 10FB
        Gran+Taml BE6-BF3 11301 11303 1133B-1133C 11FD0-11FD1 11FD3
        Grek 342 345 1DC0-1DC1
        Gujr+Khoj AE6-AEF
        Guru+Mult A66-A6F
        Hani 3006 303E-303F 3190-319F 31C0-31E3 3220-3247 3280-32B0 32C0-32CB 32FF 3358-3370 \
        337B-337F 33E0-33FE 1D360-1D371 1F250-1F251
        Hani+Hira+Kana 303C-303D
        Hani+Latn A700-A707
        Hira+Kana 3031-3035 3099-309C 30A0 30FC FF70 FF9E-FF9F
        Kali+Latn+Mymr A92E
        Knda+Nand CE6-CEF
        Latn 363-36F
        Latn+Mong 202F
        Mani+Ougr 10AF2
        Mong+Phag 1802-1803 1805
        Nand 1CFA
        Syrc 1DFA
        """
}
