// SPDX-License-Identifier: Apache-2.0

import Signing

/// Any bytes, read as a timestamp's request, as an authority's answer and as an archived token.
///
/// Whatever they are, no token is believed: the only authority that is trusted here never signed one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTimestamp(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let request = try? TimestampRequest(parsing: input) {
        let again = try? TimestampRequest(parsing: request.der)
        precondition(again == request, "a request is not read as it was written")
    }
    let asked = TimestampRequest(for: SHA256.digest(of: []))
    if let answer = try? TimestampResponse(parsing: input) {
        precondition((try? trust.verify(answer, to: asked)) == nil, "an answer was believed")
    }
    precondition((try? trust.verify(input, over: asked.imprint)) == nil, "a token was believed")
    return 0
}

private let trust: TimestampTrust = {
    let noon: Int64 = 1_800_000_000
    let authority = CertificateIssuer(named: "An authority", validity: noon...(noon + 86_400))
    guard let trust = try? TimestampTrust(certificates: [authority.certificate.der]) else {
        preconditionFailure("an authority that was just made is an anchor")
    }
    return trust
}()
