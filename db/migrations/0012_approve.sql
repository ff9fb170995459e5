CREATE INDEX `bolt_on_past` ON `bolt_on` (`provider_id`,`code`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `contract_past` ON `contract` (`provider_id`,`contract_type`,`package_plan`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `package_plan_past` ON `package_plan` (`provider_id`,`code`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `package_service_past` ON `package_service` (`provider_id`,`package_plan`,`service_plan`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `product_past` ON `product` (`provider_id`,`code`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `product_rate_past` ON `product_rate` (`provider_id`,`product_rate_card`,`product`,`from_quantity`,`effective_from`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `rate_past` ON `rate` (`provider_id`,`rate_card`,`tariff_key`,`band`,`from_quantity`,`effective_from`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `rate_card_past` ON `rate_card` (`provider_id`,`code`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `service_feature_past` ON `service_feature` (`provider_id`,`service_plan`,`product`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `service_plan_past` ON `service_plan` (`provider_id`,`code`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `tariff_past` ON `tariff` (`provider_id`,`tariff_key`) WHERE to_version is not null;--> statement-breakpoint
CREATE INDEX `time_band_past` ON `time_band` (`provider_id`,`name`) WHERE to_version is not null;