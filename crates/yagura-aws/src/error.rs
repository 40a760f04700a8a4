//! What can go wrong with a client and with a call.

/// Which call it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// Service as botocore names it.
    pub service: String,
    /// `DescribeInstances`.
    pub operation: String,
    /// Region asked for.
    pub region: String,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} in {}", self.service, self.operation, self.region)
    }
}

/// A client that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No usable credentials.
    #[error("no usable AWS credentials: {0}")]
    Credentials(String),
    /// An endpoint that credentials must not be sent to.
    #[error("endpoint `{url}` is refused: {reason}")]
    Endpoint {
        /// As given, without any password.
        url: String,
        /// Why.
        reason: String,
    },
    /// A setting with a value that means nothing.
    #[error("setting `{name}`: {reason}")]
    Setting {
        /// Name of the variable or option.
        name: String,
        /// What is wrong.
        reason: String,
    },
}

/// A call that gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The caller may not do this.
    #[error("{at}: access denied, `{iam_action}` is missing: {message}")]
    Denied {
        /// Which call.
        at: Box<At>,
        /// IAM action that would allow it.
        iam_action: String,
        /// AWS's words.
        message: String,
    },
    /// The service answered with an error of its own, such as "no such policy".
    #[error("{at}: {code}: {message}")]
    Service {
        /// Which call.
        at: Box<At>,
        /// AWS's code.
        code: String,
        /// HTTP status.
        status: u16,
        /// AWS's words.
        message: String,
        /// For S3: the region that holds the bucket, when the answer says so.
        bucket_region: Option<String>,
    },
    /// Throttled to the end of the attempts or the deadline.
    #[error("{at}: still throttled after {attempts} attempts: {message}")]
    Throttled {
        /// Which call.
        at: Box<At>,
        /// How often it was tried.
        attempts: u32,
        /// AWS's words.
        message: String,
    },
    /// No connection, or one that broke each time.
    #[error("{at}: not reachable: {message}")]
    Unreachable {
        /// Which call.
        at: Box<At>,
        /// What happened.
        message: String,
    },
    /// No answer within the time allowed.
    #[error("{at}: no complete answer in time: {message}")]
    Timeout {
        /// Which call.
        at: Box<At>,
        /// Which limit was passed.
        message: String,
    },
    /// An answer that is not one: cut short, not of the protocol, or a pagination that never ends.
    #[error("{at}: unusable answer: {message}")]
    Garbled {
        /// Which call.
        at: Box<At>,
        /// What is wrong with it.
        message: String,
    },
    /// AWS does not accept the credentials (expired, unknown, or the region is not enabled for the account).
    #[error("{at}: credentials are not accepted: {code}: {message}")]
    Credentials {
        /// Which call.
        at: Box<At>,
        /// AWS's code, or empty where no credentials could be had.
        code: String,
        /// AWS's words.
        message: String,
    },
    /// A call that cannot be made: unknown, wrong parameters, or beyond this client.
    #[error("{at}: {message}")]
    Unsupported {
        /// Which call.
        at: Box<At>,
        /// Why not.
        message: String,
    },
}

impl CallError {
    /// Which call it was.
    pub fn at(&self) -> &At {
        match self {
            Self::Denied { at, .. }
            | Self::Service { at, .. }
            | Self::Throttled { at, .. }
            | Self::Unreachable { at, .. }
            | Self::Timeout { at, .. }
            | Self::Garbled { at, .. }
            | Self::Credentials { at, .. }
            | Self::Unsupported { at, .. } => at,
        }
    }

    /// The service's error code, where there is one: to tell "absent" from "wrong".
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Service { code, .. } | Self::Credentials { code, .. } => Some(code),
            _ => None,
        }
    }
}

/// Whether an error code says that the caller may not make the call.
pub(crate) fn is_denied(code: &str, status: u16) -> bool {
    matches!(
        code,
        "403"
            | "AccessDenied"
            | "AccessDeniedException"
            | "AccessDeniedFault"
            | "AuthorizationError"
            | "AuthorizationErrorException"
            | "Client.UnauthorizedOperation"
            | "Forbidden"
            | "ForbiddenException"
            | "InsufficientPrivilegesException"
            | "NotAuthorized"
            | "NotAuthorizedException"
            | "UnauthorizedAccess"
            | "UnauthorizedException"
            | "UnauthorizedOperation"
    ) || (status == 403 && code.starts_with("AccessDenied"))
}
