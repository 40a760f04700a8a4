//! Amazon RDS and Aurora.
