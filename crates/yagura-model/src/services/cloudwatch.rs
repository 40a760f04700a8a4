//! Amazon CloudWatch alarms.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// An alarm on a metric
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Alarm {
    /// The metric's name.
    pub metric_name: Fact<Option<String>>,
    /// The metric's namespace.
    pub namespace: Fact<Option<String>>,
    /// The metrics of an alarm on an expression.
    pub metrics: Fact<Vec<MetricDataQuery>>,
    /// Whether it acts; absent: yes.
    pub actions_enabled: Fact<Option<bool>>,
    /// What it does when it goes off: ARNs of topics and others.
    pub alarm_actions: Fact<Vec<Fact<String>>>,
}

/// A metric, or an expression over others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MetricDataQuery {
    /// The metric; absent for an expression.
    pub metric_stat: Option<MetricStat>,
}

/// A metric with its statistic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MetricStat {
    /// The metric.
    pub metric: Option<Metric>,
}

/// A metric.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Metric {
    /// Its name.
    pub metric_name: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
}
