//! The resources, one module per service.

use serde::{Deserialize, Serialize};

use crate::decode::decode;
use crate::fact::Gap;
use crate::node::Node;
use crate::resource::{Meta, Resource, Resources, Typed};
use crate::sensitive::Sensitive;
use crate::snapshot::Contents;

/// Declares the services: their modules, their lists of resources, and everything that must hold for each type.
/// `texts` marks a type with an inherent method `texts`, which visits its [`Sensitive`] members.
macro_rules! services {
    ($($(#[$doc:meta])* $module:ident $group:ident {
        $($field:ident: $type:ident = $name:literal $([$texts:ident])?),* $(,)?
    })*) => {
        $($(#[$doc])* pub mod $module;)*

        $(
            #[doc = concat!("The resources of `", stringify!($module), "`.")]
            #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
            #[serde(default)]
            pub struct $group {
                $(#[doc = concat!("`", $name, "`.")] pub $field: Resources<$module::$type>,)*
            }

            $(impl Typed for $module::$type {
                const TYPE: &'static str = $name;
            })*
        )*

        /// Everything that was read, from all its places.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Snapshot {
            /// Where and when it was read, and what could not be.
            pub contents: Contents,
            $($(#[$doc])* pub $module: $group,)*
        }

        impl Snapshot {
            /// The types that the model has.
            pub const TYPES: &'static [&'static str] = &[$($($name,)*)*];

            /// Reads a tree into the resource of a type and keeps it.
            /// A type that the model does not have is counted; a tree that cannot be read is an error.
            pub fn insert(&mut self, resource_type: &str, meta: Meta, properties: &Node) -> Result<(), Gap> {
                match resource_type {
                    $($($name => self.$module.$field.push(Resource { meta, props: decode(properties)? }),)*)*
                    _ => *self.contents.unmodelled.entry(resource_type.to_owned()).or_default() += 1,
                }
                Ok(())
            }

            /// Calls `visit` with the type and identity of every resource, in a stable order.
            pub fn each_meta<'a>(&'a self, mut visit: impl FnMut(&'static str, &'a Meta)) {
                $($(for resource in self.$module.$field.iter() {
                    visit($name, &resource.meta);
                })*)*
            }

            /// Calls `visit` with the type and identity of every resource, to be changed.
            pub fn each_meta_mut(&mut self, mut visit: impl FnMut(&'static str, &mut Meta)) {
                $($(for resource in self.$module.$field.items_mut() {
                    visit($name, &mut resource.meta);
                })*)*
            }

            /// Calls `visit` with the properties of every resource as JSON, in a stable order.
            pub fn each_json(&self, mut visit: impl FnMut(&'static str, &Meta, serde_json::Value)) {
                $($(for resource in self.$module.$field.iter() {
                    visit($name, &resource.meta, serde_json::to_value(&resource.props).unwrap_or_default());
                })*)*
            }

            /// The properties of the first resource of a type that `is` is true of, as JSON.
            pub fn json_of(&self, resource_type: &str, is: &dyn Fn(&Meta) -> bool) -> Option<serde_json::Value> {
                match resource_type {
                    $($($name => {
                        let found = self.$module.$field.iter().find(|resource| is(&resource.meta))?;
                        serde_json::to_value(&found.props).ok()
                    },)*)*
                    _ => None,
                }
            }

            /// Calls `visit` with every text that may hold a secret: type, identity, JSON pointer, name, text.
            pub fn each_text(&mut self, mut visit: impl FnMut(&'static str, &Meta, &str, &str, &mut Sensitive)) {
                let _ = &mut visit;
                $($($(
                    for resource in self.$module.$field.items_mut() {
                        let Resource { meta, props } = resource;
                        props.$texts(&mut |pointer, name, text| visit($name, meta, pointer, name, text));
                    }
                )?)*)*
            }

            /// Lets documents of one text share it, and what is worked out of it. Whoever fills a snapshot otherwise than by
            /// a reader calls it once, at the end.
            pub fn share(&mut self) {
                self.iam.share();
                self.contents.in_plain.iter_mut().for_each(|found| found.sort());
            }

            /// Puts everything in its stable order. Readers call it once, at their end.
            pub fn sort(&mut self) {
                self.share();
                $($(self.$module.$field.sort();)*)*
                let Contents { scopes, lists, gaps, sources, alternatives, ignores, .. } = &mut self.contents;
                // Those of one file keep their order.
                alternatives.sort_by(|one, other| one.file.cmp(&other.file));
                scopes.sort();
                scopes.dedup();
                lists.sort();
                lists.dedup();
                gaps.sort();
                gaps.dedup();
                sources.sort();
                sources.dedup();
                ignores.sort();
                ignores.dedup();
            }

            /// Takes the resources of a template out, those of the stacks inside it too.
            pub fn take_template(&mut self, file: &str) -> Self {
                let mut taken = Self::default();
                $($(for resource in std::mem::take(&mut self.$module.$field).into_items() {
                    let own = resource.meta.template().is_some_and(|template| template.home() == file);
                    let to = if own { &mut taken.$module.$field } else { &mut self.$module.$field };
                    to.push(resource);
                })*)*
                taken
            }

            /// Takes in everything of another snapshot. [`Snapshot::sort`] afterwards.
            pub fn merge(&mut self, other: Self) {
                $($(for resource in other.$module.$field.into_items() {
                    self.$module.$field.push(resource);
                })*)*
                let theirs = other.contents;
                let ours = &mut self.contents;
                ours.scopes.extend(theirs.scopes);
                ours.lists.extend(theirs.lists);
                ours.gaps.extend(theirs.gaps);
                ours.sources.extend(theirs.sources);
                ours.alternatives.extend(theirs.alternatives);
                ours.ignores.extend(theirs.ignores);
                ours.reads.extend(theirs.reads);
                ours.states.extend(theirs.states);
                for (name, number) in theirs.unmodelled {
                    *ours.unmodelled.entry(name).or_default() += number;
                }
            }
        }
    };
}

services! {
    /// The account itself: contacts, regions, password policy.
    account Account {
        accounts: Account = "AWS::Account",
    }
    /// AWS Identity and Access Management.
    iam Iam {
        users: User = "AWS::IAM::User" [texts],
        access_keys: AccessKey = "AWS::IAM::AccessKey",
        groups: Group = "AWS::IAM::Group",
        roles: Role = "AWS::IAM::Role",
        managed_policies: ManagedPolicy = "AWS::IAM::ManagedPolicy",
        credentials: Credentials = "AWS::IAM::CredentialReportRow",
        virtual_mfa_devices: VirtualMfaDevice = "AWS::IAM::VirtualMFADevice",
        server_certificates: ServerCertificate = "AWS::IAM::ServerCertificate",
        saml_providers: SamlProvider = "AWS::IAM::SAMLProvider",
        oidc_providers: OidcProvider = "AWS::IAM::OIDCProvider",
    }
    /// AWS Organizations.
    organizations Organizations {
        organizations: Organization = "AWS::Organizations::Organization",
        roots: Root = "AWS::Organizations::Root",
        units: OrganizationalUnit = "AWS::Organizations::OrganizationalUnit",
        accounts: Account = "AWS::Organizations::Account",
        policies: Policy = "AWS::Organizations::Policy",
        delegated_administrators: DelegatedAdministrator = "AWS::Organizations::DelegatedAdministrator",
    }
    /// IAM Access Analyzer.
    accessanalyzer AccessAnalyzer {
        analyzers: Analyzer = "AWS::AccessAnalyzer::Analyzer",
    }
    /// Amazon S3.
    s3 S3 {
        buckets: Bucket = "AWS::S3::Bucket",
        account_blocks: AccountPublicAccessBlock = "AWS::S3::AccountPublicAccessBlock",
        access_points: AccessPoint = "AWS::S3::AccessPoint",
        multi_region_access_points: MultiRegionAccessPoint = "AWS::S3::MultiRegionAccessPoint",
    }
    /// AWS Key Management Service.
    kms Kms {
        keys: Key = "AWS::KMS::Key",
        aliases: Alias = "AWS::KMS::Alias",
    }
    /// AWS Secrets Manager; never the values.
    secretsmanager SecretsManager {
        secrets: Secret = "AWS::SecretsManager::Secret" [texts],
    }
    /// AWS Systems Manager: parameters, documents, managed instances.
    ssm Ssm {
        parameters: Parameter = "AWS::SSM::Parameter" [texts],
        documents: Document = "AWS::SSM::Document" [texts],
        managed_instances: ManagedInstance = "AWS::SSM::ManagedInstance",
        compliance: ResourceCompliance = "AWS::SSM::ResourceCompliance",
    }
    /// Amazon DynamoDB.
    dynamodb DynamoDb {
        tables: Table = "AWS::DynamoDB::Table",
        global_tables: GlobalTable = "AWS::DynamoDB::GlobalTable",
    }
    /// Amazon RDS and Aurora.
    rds Rds {
        instances: DbInstance = "AWS::RDS::DBInstance" [texts],
        clusters: DbCluster = "AWS::RDS::DBCluster" [texts],
        snapshots: DbSnapshot = "AWS::RDS::DBSnapshot",
        cluster_snapshots: DbClusterSnapshot = "AWS::RDS::DBClusterSnapshot",
    }
    /// Amazon SNS.
    sns Sns {
        topics: Topic = "AWS::SNS::Topic",
        subscriptions: Subscription = "AWS::SNS::Subscription",
    }
    /// Amazon SQS.
    sqs Sqs {
        queues: Queue = "AWS::SQS::Queue",
    }
    /// Amazon ECR.
    ecr Ecr {
        repositories: Repository = "AWS::ECR::Repository",
        scanning: RegistryScanningConfiguration = "AWS::ECR::RegistryScanningConfiguration",
    }
    /// Amazon EC2 and Amazon VPC.
    ec2 Ec2 {
        instances: Instance = "AWS::EC2::Instance" [texts],
        launch_templates: LaunchTemplate = "AWS::EC2::LaunchTemplate" [texts],
        security_groups: SecurityGroup = "AWS::EC2::SecurityGroup",
        prefix_lists: PrefixList = "AWS::EC2::PrefixList",
        network_acls: NetworkAcl = "AWS::EC2::NetworkAcl",
        route_tables: RouteTable = "AWS::EC2::RouteTable",
        internet_gateways: InternetGateway = "AWS::EC2::InternetGateway",
        subnets: Subnet = "AWS::EC2::Subnet",
        vpcs: Vpc = "AWS::EC2::VPC",
        vpc_endpoints: VpcEndpoint = "AWS::EC2::VPCEndpoint",
        flow_logs: FlowLog = "AWS::EC2::FlowLog",
        nat_gateways: NatGateway = "AWS::EC2::NatGateway",
        addresses: Address = "AWS::EC2::EIP",
        network_interfaces: NetworkInterface = "AWS::EC2::NetworkInterface",
        volumes: Volume = "AWS::EC2::Volume",
        snapshots: EbsSnapshot = "AWS::EC2::Snapshot",
        images: Image = "AWS::EC2::Image",
        region_settings: RegionSettings = "AWS::EC2::RegionSettings",
    }
    /// Elastic Load Balancing: application, network and gateway load balancers.
    elbv2 Elbv2 {
        load_balancers: LoadBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer",
        listeners: Listener = "AWS::ElasticLoadBalancingV2::Listener",
    }
    /// Amazon CloudFront.
    cloudfront CloudFront {
        distributions: Distribution = "AWS::CloudFront::Distribution",
    }
    /// AWS WAF.
    wafv2 Wafv2 {
        web_acls: WebAcl = "AWS::WAFv2::WebACL",
    }
    /// Amazon API Gateway: REST, HTTP and WebSocket APIs.
    apigateway ApiGateway {
        rest_apis: RestApi = "AWS::ApiGateway::RestApi",
        methods: Method = "AWS::ApiGateway::Method",
        stages: Stage = "AWS::ApiGateway::Stage" [texts],
        base_path_mappings: BasePathMapping = "AWS::ApiGateway::BasePathMapping",
        apis: ApiV2 = "AWS::ApiGatewayV2::Api",
        routes: RouteV2 = "AWS::ApiGatewayV2::Route",
        http_stages: StageV2 = "AWS::ApiGatewayV2::Stage" [texts],
        mappings: ApiMapping = "AWS::ApiGatewayV2::ApiMapping",
    }
    /// Amazon Cognito.
    cognito Cognito {
        user_pools: UserPool = "AWS::Cognito::UserPool",
        clients: UserPoolClient = "AWS::Cognito::UserPoolClient",
        identity_pools: IdentityPool = "AWS::Cognito::IdentityPool",
    }
    /// AWS CloudTrail.
    cloudtrail CloudTrail {
        trails: Trail = "AWS::CloudTrail::Trail",
    }
    /// AWS Config.
    config Config {
        recorders: ConfigurationRecorder = "AWS::Config::ConfigurationRecorder",
        delivery_channels: DeliveryChannel = "AWS::Config::DeliveryChannel",
        rules: ConfigRule = "AWS::Config::ConfigRule",
    }
    /// Amazon GuardDuty.
    guardduty GuardDuty {
        detectors: Detector = "AWS::GuardDuty::Detector",
    }
    /// AWS Security Hub.
    securityhub SecurityHub {
        hubs: Hub = "AWS::SecurityHub::Hub",
    }
    /// Amazon Inspector.
    inspector Inspector {
        account_status: AccountStatus = "AWS::Inspector::AccountStatus",
    }
    /// Amazon Macie.
    macie Macie {
        sessions: Session = "AWS::Macie::Session",
    }
    /// Amazon CloudWatch alarms.
    cloudwatch CloudWatch {
        alarms: Alarm = "AWS::CloudWatch::Alarm",
    }
    /// Amazon CloudWatch Logs.
    logs Logs {
        groups: LogGroup = "AWS::Logs::LogGroup",
        metric_filters: MetricFilter = "AWS::Logs::MetricFilter",
    }
    /// AWS Lambda.
    lambda Lambda {
        functions: Function = "AWS::Lambda::Function" [texts],
        layer_versions: LayerVersion = "AWS::Lambda::LayerVersion" [texts],
        urls: Url = "AWS::Lambda::Url",
        event_source_mappings: EventSourceMapping = "AWS::Lambda::EventSourceMapping",
    }
    /// Amazon ECS.
    ecs Ecs {
        clusters: Cluster = "AWS::ECS::Cluster",
        services: Service = "AWS::ECS::Service",
        task_definitions: TaskDefinition = "AWS::ECS::TaskDefinition" [texts],
    }
    /// AWS CodeBuild.
    codebuild CodeBuild {
        projects: Project = "AWS::CodeBuild::Project" [texts],
    }
    /// Terraform's own: what stands in its files beside resources.
    terraform Terraform {
        values: Value = "Terraform::Value" [texts],
    }
    /// Tags of resources of which nothing else was read.
    tags Tagged {
        resources: TaggedResource = "AWS::ResourceGroups::TaggedResource",
    }
    /// AWS CloudFormation: stacks, and templates as texts.
    cloudformation CloudFormation {
        stacks: Stack = "AWS::CloudFormation::Stack" [texts],
        templates: Template = "AWS::CloudFormation::Template" [texts],
    }
    /// AWS Step Functions.
    stepfunctions StepFunctions {
        state_machines: StateMachine = "AWS::StepFunctions::StateMachine" [texts],
    }
    /// AWS AppSync.
    appsync AppSync {
        apis: GraphqlApi = "AWS::AppSync::GraphQLApi" [texts],
        resolvers: Resolver = "AWS::AppSync::Resolver" [texts],
        functions: FunctionConfiguration = "AWS::AppSync::FunctionConfiguration" [texts],
        data_sources: DataSource = "AWS::AppSync::DataSource" [texts],
    }
    /// AWS Glue.
    glue Glue {
        jobs: Job = "AWS::Glue::Job" [texts],
    }
    /// AWS Batch.
    batch Batch {
        job_definitions: JobDefinition = "AWS::Batch::JobDefinition" [texts],
    }
    /// Amazon EMR on Amazon EC2.
    emr Emr {
        clusters: Cluster = "AWS::EMR::Cluster" [texts],
    }
    /// AWS App Runner.
    apprunner AppRunner {
        services: Service = "AWS::AppRunner::Service" [texts],
    }
    /// AWS Elastic Beanstalk.
    elasticbeanstalk ElasticBeanstalk {
        environments: Environment = "AWS::ElasticBeanstalk::Environment" [texts],
        configuration_templates: ConfigurationTemplate = "AWS::ElasticBeanstalk::ConfigurationTemplate" [texts],
    }
    /// AWS Amplify.
    amplify Amplify {
        apps: App = "AWS::Amplify::App" [texts],
        branches: Branch = "AWS::Amplify::Branch" [texts],
    }
}
