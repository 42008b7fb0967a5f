// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Has OpenSSL verify one row of issuers (RFC 5280 section 6), and gathers all that it finds.
final class PathVerification {
    private let candidate: PathSearch.Candidate
    private let rules: PathRules
    private let seconds: Int64
    private(set) var faults: [PathFault] = []
    /// How many certificates the row has, with its anchor.
    private let count: Int

    private init(_ candidate: PathSearch.Candidate, at seconds: Int64, _ rules: PathRules) {
        self.candidate = candidate
        self.seconds = seconds
        self.rules = rules
        count = candidate.certificates.count + 1
    }

    /// Verifies a row at a time; no fault means that OpenSSL found it good.
    ///
    /// - Parameter seconds: the time at which it must be good, since 1970.
    static func faults(
        in candidate: PathSearch.Candidate, lists: [RevocationList], at seconds: Int64,
        _ rules: PathRules
    ) -> [PathFault] {
        let verification = PathVerification(candidate, at: seconds, rules)
        verification.run(lists)
        return verification.faults
    }

    private func run(_ lists: [RevocationList]) {
        guard let store = X509_STORE_new(), let context = X509_STORE_CTX_new(),
            let between = baton_certificates_new()
        else { preconditionFailure("OpenSSL has no memory to verify a path.") }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
            baton_certificates_free(between)
            ERR_clear_error()
        }
        X509_STORE_add_cert(store, candidate.anchor.handle.pointer)
        for list in lists { X509_STORE_add_crl(store, list.handle.pointer) }
        // OpenSSL takes the first that fits: the path's own, and the others for lists alone.
        let others = rules.revocation == .unchecked ? [] : candidate.others
        for certificate in candidate.certificates.dropFirst() + others {
            baton_certificates_push(between, certificate.handle.pointer)
        }
        let signer = candidate.certificates[0].handle.pointer
        let isReady = X509_STORE_CTX_init(context, store, signer, between) == 1
        precondition(isReady, "OpenSSL has no memory to verify a path.")
        setParameters(of: context)
        X509_STORE_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(self).toOpaque())
        X509_STORE_CTX_set_verify_cb(context, Self.note)
        let verdict = X509_verify_cert(context)
        if verdict != 1, faults.isEmpty {
            add(.verification(code: X509_STORE_CTX_get_error(context)), at: 0)
        }
        if faults.isEmpty, !isCandidate(X509_STORE_CTX_get0_chain(context)) {
            add(.verification(code: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT), at: 0)
        }
    }

    private func setParameters(of context: OpaquePointer) {
        let parameters = X509_STORE_CTX_get0_param(context)
        var flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK
        if rules.conformance == .profile { flags |= X509_V_FLAG_X509_STRICT }
        if rules.revocation != .unchecked {
            flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_EXTENDED_CRL_SUPPORT
            flags |= X509_V_FLAG_USE_DELTAS
        }
        if rules.revocation == .path { flags |= X509_V_FLAG_CRL_CHECK_ALL }
        let asked = AnchorPolicies(candidate, asked: rules.policies)
        if asked.isContradiction { add(.policy, at: count - 1) }
        if !rules.policies.isEmpty { flags |= X509_V_FLAG_EXPLICIT_POLICY }
        flags |= asked.flags
        X509_VERIFY_PARAM_set_flags(parameters, UInt(flags))
        X509_VERIFY_PARAM_set_time(parameters, Int(seconds))
        X509_VERIFY_PARAM_set_depth(parameters, Int32(count))
        // Without a policy OpenSSL takes none for the user's choice, and refuses what asks for one.
        let policies = asked.policies.map(\.description)
        for policy in policies.isEmpty ? [Self.anyPolicy] : policies {
            X509_VERIFY_PARAM_add0_policy(parameters, OBJ_txt2obj(policy, 1))
        }
    }

    /// Certificate policies that mean any (RFC 5280 section 4.2.1.4).
    private static let anyPolicy = "2.5.29.32.0"

    /// What OpenSSL calls for each fault: it is noted, and the verification goes on to the next.
    private static let note: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isGood, context in
        guard isGood == 0, let context else { return isGood }
        var outermost = context
        while let parent = X509_STORE_CTX_get0_parent_ctx(outermost) { outermost = parent }
        guard let pointer = X509_STORE_CTX_get_ex_data(outermost, 0) else { return 0 }
        let code = X509_STORE_CTX_get_error(context)
        // Of a list's own path: the certificate whose list that is.
        let depth = Int(X509_STORE_CTX_get_error_depth(outermost))
        let verification = Unmanaged<PathVerification>.fromOpaque(pointer).takeUnretainedValue()
        if outermost != context {
            verification.foundOfList(.listNotBelieved(code: code), at: depth)
        } else {
            verification.found(code, at: depth)
        }
        return 1
    }

    private func found(_ code: Int32, at depth: Int) {
        // OpenSSL ends a certificate with its last second, which RFC 5280 section 4.1.2.5 includes.
        if code == X509_V_ERR_CERT_HAS_EXPIRED, certificate(depth).notAfter == seconds { return }
        // RFC 5280 section 4.2.1.3 asks authorities to say their key usage, and section 6.1.4 n asks
        // whoever validates to look only if they do.
        guard code != X509_V_ERR_CA_CERT_MISSING_KEY_USAGE else { return }
        let rule = PathRule(openSSL: code)
        if rule.isListDoubt || rule == .revoked {
            foundOfList(rule, at: depth)
        } else {
            add(rule, at: depth)
        }
    }

    /// An anchor is trusted until the configuration says otherwise: nobody revokes it by a list.
    private func foundOfList(_ rule: PathRule, at depth: Int) {
        if depth < count - 1 { add(rule, at: depth) }
    }

    private func certificate(_ depth: Int) -> Certificate {
        depth < count - 1 ? candidate.certificates[depth] : candidate.anchor.certificate
    }

    private func add(_ rule: PathRule, at position: Int) {
        let fault = PathFault(rule, at: position)
        if !faults.contains(fault) { faults.append(fault) }
    }

    /// Whether OpenSSL went the way that was found, and no other.
    private func isCandidate(_ chain: OpaquePointer?) -> Bool {
        let handles = candidate.certificates.map(\.handle) + [candidate.anchor.handle]
        guard Int(baton_certificates_count(chain)) == handles.count else { return false }
        return handles.enumerated().allSatisfy { position, handle in
            X509_cmp(baton_certificates_at(chain, Int32(position)), handle.pointer) == 0
        }
    }
}

extension PathRule {
    /// The rule behind one of OpenSSL's verification errors.
    init(openSSL code: Int32) {
        self =
            switch code {
            case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                .signature
            case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
            case X509_V_ERR_CERT_HAS_EXPIRED: .expired
            case X509_V_ERR_CERT_REVOKED: .revoked
            case X509_V_ERR_UNABLE_TO_GET_CRL: .listMissing
            case X509_V_ERR_CRL_HAS_EXPIRED: .listOutOfDate
            case X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_SIGNATURE_FAILURE,
                X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
                X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_DIFFERENT_CRL_SCOPE,
                X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
                X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
                X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
                .listNotBelieved(code: code)
            case X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
                .notAnAuthority
            case X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_CERT_CHAIN_TOO_LONG: .tooLong
            case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION,
                X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX,
                X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, X509_V_ERR_SUBTREE_MINMAX:
                .nameNotPermitted
            case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: .unknownCriticalExtension
            case X509_V_ERR_NO_EXPLICIT_POLICY, X509_V_ERR_INVALID_POLICY_EXTENSION: .policy
            default: .verification(code: code)
            }
    }
}
