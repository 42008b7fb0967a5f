// SPDX-License-Identifier: Apache-2.0

import Signing

/// Any bytes, read as a certificate, as a revocation list and as a file of them.
///
/// What can be read is judged as a signer under itself and under a good authority, with the bytes as a
/// list too: nothing made up is ever believed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCertificate(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    _ = try? PEMBlock.reading(input)
    let list = try? RevocationList(der: input)
    guard let certificate = try? Certificate(der: input) else {
        if let list { judge(Authority.signer, [Authority.one.certificate], list) }
        return 0
    }
    precondition(certificate.der == input, "a certificate is not what it was read from")
    _ = certificate.subjectURIs
    _ = certificate.keyUsage
    _ = try? certificate.publicKey(kid: "fuzz")
    _ = certificate.weaknesses(asAuthority: true)
    judge(certificate, [Authority.one.certificate, certificate], list)
    return 0
}

private func judge(_ signer: Certificate, _ anchors: [Certificate], _ list: RevocationList?) {
    var rules = PathRules.messages()
    if list != nil { rules.revocation = .path }
    _ = try? CertificatePath.verifying(
        signer, offered: anchors, anchors: anchors.map { TrustAnchor($0) },
        lists: list.map { [$0] } ?? [], at: Authority.noon, rules)
}

/// A good authority and one whom it certified.
private enum Authority {
    static let noon: Int64 = 1_800_000_000
    static let validity = (noon - 86_400)...(noon + 86_400)
    static let one = CertificateIssuer(named: "An authority", validity: validity)
    static let signer = one.issue(
        .client(of: "https://northumbria.police.example", validity: validity),
        for: PrivateKey.generate(.p256))
}
