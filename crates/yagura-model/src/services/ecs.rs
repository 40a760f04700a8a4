//! Amazon ECS.
