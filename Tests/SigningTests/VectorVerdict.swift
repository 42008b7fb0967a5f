// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Wire

/// What Baton makes of one case of somebody else's vectors.
enum VectorVerdict: Equatable {
    case accepted
    case refused(String)
    /// Refused because Baton does not speak what the case is about, on purpose.
    case notSpoken(String)

    /// Whether a key's refusal is one of a limit that Baton sets and the vector does not.
    static func of(_ error: KeyError) -> VectorVerdict {
        switch error {
        case .unknownAlgorithm(let name): .notSpoken("alg \(name)")
        case .unknownCurve(let name): .notSpoken("crv \(name)")
        case .unknownKeyType(let name): .notSpoken("kty \(name)")
        case .modulusBits: .notSpoken("modulus outside the limits")
        case .exponent: .notSpoken("exponent outside the limits")
        default: .refused("\(error)")
        }
    }
}

/// How the cases of one file came out.
struct VectorTally {
    var right = 0
    var cases = 0
    var leftOut: [String: Int] = [:]
    var wrong: [String] = []

    /// Counts a case that has one right verdict.
    mutating func count(_ isRight: Bool, _ name: String) {
        cases += 1
        if isRight { right += 1 } else { wrong.append(name) }
    }

    /// Counts a case: `accept` is nil where either verdict is right.
    ///
    /// What is not spoken counts as a refusal only where `refusalSuffices`: a bad key set must be
    /// refused for whatever reason, but a signature of an algorithm unknown to us says nothing.
    mutating func count(
        _ verdict: VectorVerdict, accept: Bool?, refusalSuffices: Bool, _ name: String
    ) {
        switch (verdict, accept) {
        case (.notSpoken(let reason), true): leftOut[reason, default: 0] += 1
        case (.notSpoken(let reason), _) where !refusalSuffices: leftOut[reason, default: 0] += 1
        case (_, nil): count(true, name)
        case (.accepted, .some(let accept)): count(accept, "\(name): accepted")
        case (.refused(let why), .some(let accept)): count(!accept, "\(name): \(why)")
        case (.notSpoken, .some): count(true, name)
        }
    }

    /// Prints the lines that acceptance reads.
    func report(_ path: String) {
        if cases > 0 { Vectors.report(path, right: right, of: cases) }
        for (reason, count) in leftOut.sorted(by: { $0.key < $1.key }) {
            Vectors.reportLeftOut(path, count, because: reason)
        }
    }
}

/// Verifies a token as RFC 7515 has it, without the rules of Baton's own profile.
func verdict(onToken token: [UInt8], with keys: [PublicKey]) -> VectorVerdict {
    let jws: CompactJWS
    do { jws = try CompactJWS(parsing: token) } catch { return .refused("\(error)") }
    if let name = jws.header.root["alg"]?.string, name != "none",
        SignatureAlgorithm(rawValue: name) == nil
    {
        return .notSpoken("alg \(name)")
    }
    if let fault = faults(in: jws).first { return .refused("\(fault)") }
    guard let name = jws.header.root["alg"]?.string,
        let algorithm = SignatureAlgorithm(rawValue: name)
    else { return .refused("no alg") }
    let kid = jws.header.root["kid"]?.string
    guard let key = keys.count == 1 ? keys[0] : keys.first(where: { $0.kid == kid }) else {
        return .refused("no key")
    }
    return verdict(
        on: jws.signature, over: Array(jws.signingInput), with: key, algorithm: algorithm)
}

/// Verifies a bare signature.
func verdict(
    on signature: [UInt8], over message: [UInt8], with key: PublicKey,
    algorithm: SignatureAlgorithm
) -> VectorVerdict {
    do {
        try key.verify(signature, over: message, algorithm: algorithm)
        return .accepted
    } catch {
        return .refused("\(error)")
    }
}

/// The rules of RFC 7515 that a header breaks; type and names of keys are our profile's affair.
private func faults(in jws: CompactJWS) -> [HeaderFault] {
    do {
        _ = try JOSEHeader(
            jws.header.root, type: .bearer, allowing: SignatureAlgorithm.allCases)
        return []
    } catch {
        return error.faults.filter { fault in
            switch fault {
            case .wrongType, .malformedKeyID, .noKeyNamed: false
            default: true
            }
        }
    }
}
